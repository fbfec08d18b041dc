// What elements offer is documented: a missing line fails. Reads the manifest that `npm run build` wrote.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../.config/tools.mjs';

const folder = join(root, 'packages/elements');
const manifest = join(folder, 'dist/custom-elements.json');
if (!existsSync(manifest)) {
  console.error('There is no manifest of the elements: `npm run build` did not succeed.');
  process.exit(1);
}

/** What of the manifest needs a description, and the doc tag that gives it. */
const kinds = {
  attributes: 'a doc comment on the property',
  events: '@event',
  slots: '@slot',
  cssParts: '@csspart',
  cssProperties: '@cssproperty',
  cssStates: '@cssstate',
};

/** The parts and slots that an element's templates name outright. */
function* inTemplates(source) {
  for (const [, names] of source.matchAll(/\bpart="([\w -]+)"/g))
    for (const name of names.split(' ')) yield ['cssParts', name];
  for (const [, attributes] of source.matchAll(/<slot\b([^>]*)>/g))
    yield ['slots', attributes.match(/name="([\w-]+)"/)?.[1] ?? ''];
}

const problems = [];
let elements = 0;
for (const { path, declarations } of JSON.parse(readFileSync(manifest, 'utf8')).modules) {
  for (const element of declarations.filter(({ tagName }) => tagName)) {
    elements += 1;
    const missing = (what) => problems.push(`${path}: <${element.tagName}> ${what}`);
    if (!element.summary) missing('has no @summary');
    for (const [kind, how] of Object.entries(kinds))
      for (const { name, description } of element[kind] ?? [])
        if (!description) missing(`does not describe "${name}": add ${how}`);
    for (const [kind, name] of inTemplates(readFileSync(join(folder, path), 'utf8')))
      if (!element[kind]?.some((known) => known.name === name))
        missing(`renders "${name || 'the default slot'}" and does not list it: add ${kinds[kind]}`);
  }
}
for (const problem of new Set(problems)) console.error(problem);
console.log(`${elements} elements, ${new Set(problems).size} lines missing`);
process.exitCode = problems.length || !elements ? 1 : 0;
