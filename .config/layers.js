import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, relative, resolve, sep } from 'node:path';
import { root } from './tools.mjs';

const floors = {
  core: 0,
  conformance: 1,
  'backend-memory': 1,
  'backend-indexeddb': 1,
  'backend-sql': 1,
  'backend-http': 1,
  store: 1,
  server: 2,
  elements: 2,
  embed: 3,
  cli: 3,
};

/** The floor of a package; a new backend has that of the others. @param {string} name @returns {number} */
const floorOf = (name) => floors[name] ?? (name.startsWith('backend-') ? floors['backend-memory'] : NaN);

/** Packages that run in a browser and in Node alike: they may name no module that only one of the two has. */
export const universal = ['core', 'conformance', 'backend-memory', 'backend-http', 'store'];
/** Packages that a page with a server loads. They take types from the schemas, never the validators. */
const browser = ['backend-http', 'store', 'elements', 'embed'];

const isNode = (/** @type {string} */ name) => isBuiltin(name);
const isLit = (/** @type {string} */ name) => /^(lit|lit-.*|@lit\/.*|@lit-labs\/.*)(\/|$)/.test(name);
const isZod = (/** @type {string} */ name) => /^zod(\/|$)/.test(name);
const isValidator = (/** @type {string} */ name) =>
  /^(zod|@rallykit\/core\/(schema|checked))(\/|$)/.test(name);
const isRunner = (/** @type {string} */ name) =>
  /^(vitest|mocha|chai|jest|@jest\/.*|@playwright\/.*|playwright.*|@web\/test-runner.*|@open-wc\/testing)(\/|$)|^node:test$/.test(
    name,
  );

/** What the floors alone don't say. Each: the packages it holds for, what they never import, and why. */
const nevers = [
  { from: universal, test: isNode, why: 'it runs in browsers too, so it imports nothing of Node' },
  {
    from: ['backend-indexeddb', 'elements', 'embed'],
    test: isNode,
    why: 'it runs in browsers, so it imports nothing of Node',
  },
  { from: ['core'], test: isLit, why: 'core knows no Lit' },
  { from: ['core'], except: /\/schema[^/]*\.ts$/, test: isZod, why: 'in core only the schemas import zod' },
  { from: ['conformance'], test: isRunner, why: 'the suite runs under any test runner, so it imports none' },
  {
    from: ['elements'],
    test: (name) => name.startsWith('@rallykit/backend-'),
    why: 'an element never imports a backend',
  },
  {
    from: browser,
    test: isValidator,
    values: true,
    why: 'validators stay out of the browser: import types only',
  },
];

const manifests = Object.fromEntries(
  readdirSync(`${root}packages`).map((folder) => {
    const { name, exports } = JSON.parse(readFileSync(`${root}packages/${folder}/package.json`, 'utf8'));
    return [name, { folder, entries: Object.keys(exports) }];
  }),
);

/** The package whose source `file` is; a config beside the sources belongs to no floor. */
const packageOf = (/** @type {string} */ file) => {
  const [top, folder, src] = relative(root, file).split(sep);
  return top === 'packages' && src === 'src' ? folder : undefined;
};

/** The package and entry (`.` or `./schema`) that a bare specifier names, if it is one of ours. */
function ours(/** @type {string} */ specifier) {
  const name = Object.keys(manifests).find((name) => specifier === name || specifier.startsWith(`${name}/`));
  const manifest = name && manifests[name];
  return manifest && { ...manifest, entry: `.${specifier.slice(name.length)}` };
}

const hasEntry = (/** @type {string[]} */ entries, /** @type {string} */ entry) =>
  entries.some((known) => known === entry || (known === './*' && /^\.\/[\w-]+$/.test(entry)));

/**
 * Why `file` may not import `specifier`, or undefined when it may.
 * @param {string} file absolute path
 * @param {string} specifier
 * @param {boolean} typeOnly
 */
export function breach(file, specifier, typeOnly) {
  const from = packageOf(file);
  const isTest = /\.test\./.test(file);

  if (specifier.startsWith('.')) {
    const to = packageOf(resolve(dirname(file), specifier));
    return to && to !== from ? `import packages/${to} by its public entry, not by a path into it` : undefined;
  }
  const target = ours(specifier);
  if (target && !hasEntry(target.entries, target.entry))
    return `"${specifier}" is no public entry of packages/${target.folder}`;
  if (!from) return undefined;

  // A package may be tested over the reference backend, and by any runner.
  const usesBackends = from === 'store' || floorOf(from) > floors['backend-memory'];
  if (isTest && (isRunner(specifier) || (target?.folder === 'backend-memory' && usesBackends)))
    return undefined;
  // A backend is held to the suite.
  if (isTest && target?.folder === 'conformance' && from.startsWith('backend-')) return undefined;
  if (target && target.folder !== from && !(floorOf(target.folder) < floorOf(from)))
    return `${from} (floor ${floorOf(from)}) imports ${target.folder} (floor ${floorOf(target.folder)}): imports go to a lower floor only`;
  return nevers.find(
    ({ from: packages, except, values, test }) =>
      packages.includes(from) && test(specifier) && !except?.test(file) && !(values && typeOnly),
  )?.why;
}

/**
 * Imports go to a lower floor, by public entries, and keep the nevers above.
 * @type {import('eslint').Rule.RuleModule}
 */
export const layers = {
  meta: { type: 'problem', schema: [], messages: { breach: 'Layers: {{why}}.' } },
  create(context) {
    const check = (node, typeOnly) => {
      if (typeof node?.value !== 'string') return;
      const why = breach(context.filename, node.value, typeOnly);
      if (why) context.report({ node, messageId: 'breach', data: { why } });
    };
    return {
      ImportDeclaration: (/** @type {any} */ node) => check(node.source, node.importKind === 'type'),
      ExportNamedDeclaration: (/** @type {any} */ node) => check(node.source, node.exportKind === 'type'),
      ExportAllDeclaration: (/** @type {any} */ node) => check(node.source, node.exportKind === 'type'),
      ImportExpression: (/** @type {any} */ node) => check(node.source, false),
      TSImportType: (/** @type {any} */ node) => check(node.source ?? node.argument?.literal, true),
    };
  },
};
