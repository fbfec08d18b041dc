// Package health, over what `npm run build` wrote: publint passes, and each entry loads in Node.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { root } from '../.config/tools.mjs';

/** The built files that a package's exports name; a pattern names each file that fits it. @returns {string[]} */
function entries(folder, exports) {
  const files = readdirSync(join(folder, 'dist'), { recursive: true }).map((file) => `./dist/${file}`);
  return Object.values(exports).flatMap((entry) => {
    const [start, end] = entry.default.split(/\*.*\*|\*/);
    return end === undefined
      ? entry.default
      : files.filter((file) => file.startsWith(start) && file.endsWith(end));
  });
}

let problems = 0;
const report = (name, problem) => {
  problems += 1;
  console.error(`${name}: ${problem}`);
};

for (const name of readdirSync(join(root, 'packages'))) {
  const folder = join(root, 'packages', name);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (!existsSync(join(folder, 'dist'))) {
    report(name, 'there is no dist: `npm run build` did not succeed');
    continue;
  }
  const { messages } = await publint({ pkgDir: folder, pack: false, strict: true });
  for (const message of messages) report(name, formatMessage(message, manifest, { color: false }));

  const files = entries(folder, manifest.exports);
  for (const file of files) {
    const code = `await import(${JSON.stringify(file)})`;
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
      cwd: folder,
    });
    if (status !== 0) report(name, `${file} does not load in Node:\n${stderr}`);
  }
  console.log(`${name}: ${files.length} ${files.length === 1 ? 'entry' : 'entries'}`);
}
process.exitCode = problems ? 1 : 0;
