// `npm run new element NAME` and `npm run new backend NAME`: a folder with what each of them needs, tests included.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { newBackend } from './new-backend.mjs';
import { newElement } from './new-element.mjs';
import { root } from './tools.mjs';

const makers = { element: newElement, backend: newBackend };
const [kind = '', name = ''] = process.argv.slice(2);
if (!Object.hasOwn(makers, kind) || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
  console.error(`Write: npm run new element NAME, or: npm run new backend NAME
NAME is in lower case, without "rally-" or "backend-" before it, such as "member-card" or "crm".`);
  process.exit(2);
}
const { folder, files, finish } = makers[kind](name);
if (existsSync(join(root, folder))) {
  console.error(`${folder} is there already. Choose another name.`);
  process.exit(1);
}
for (const [file, text] of Object.entries(files)) {
  const path = join(root, folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
console.log(`Wrote ${folder}: ${Object.keys(files).join(', ')}`);
process.exitCode = await finish();
