import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';
import { root } from './tools.mjs';

const rules = ['rallykit/layers', 'no-restricted-globals', 'no-restricted-syntax'];
const eslint = new ESLint({
  cwd: root,
  overrideConfigFile: '.config/eslint.config.js',
  ruleFilter: ({ ruleId }) => rules.includes(ruleId),
  // The rules under test need no types, so a file need not exist to be linted.
  overrideConfig: { files: ['**/*.ts'], languageOptions: { parserOptions: { project: false } } },
});

async function lint(file: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: `${root}${file}` });
  return result!.messages.map(({ ruleId, message }) => `${ruleId ?? 'parse'}: ${message}`);
}

describe('lint rules forbid', () => {
  it.each([
    ['a higher floor', 'core/src/a.ts', `import '@rallykit/store';`, 'lower floor only'],
    ['the same floor', 'backend-sql/src/a.ts', `import '@rallykit/backend-memory';`, 'lower floor only'],
    [
      'a backend in the store',
      'store/src/a.ts',
      `export * from '@rallykit/backend-http';`,
      'lower floor only',
    ],
    ['elements in the server', 'server/src/a.ts', `import '@rallykit/elements';`, 'lower floor only'],
    ['a type from a higher floor', 'core/src/a.ts', `import type { A } from 'rallykit';`, 'lower floor only'],
    ['a late import upwards', 'store/src/a.ts', `await import('@rallykit/elements');`, 'lower floor only'],
    [
      'an inline type upwards',
      'core/src/a.ts',
      `export type A = import('@rallykit/store').B;`,
      'lower floor only',
    ],
    ['a path into a package', 'store/src/a.ts', `import '@rallykit/core/src/a.js';`, 'no public entry'],
    ['a relative path out', 'store/src/a.ts', `import '../../core/src/a.js';`, 'public entry, not by a path'],
    ['Lit in core', 'core/src/a.ts', `import { html } from 'lit';`, 'core knows no Lit'],
    ['Node in core', 'core/src/a.ts', `import 'node:fs';`, 'nothing of Node'],
    ['Node in a browser’s store', 'backend-indexeddb/src/a.ts', `import 'node:fs';`, 'nothing of Node'],
    ['Node by its bare name', 'store/src/a.ts', `import 'fs';`, 'nothing of Node'],
    [
      'a backend in an element',
      'elements/src/a/a.ts',
      `import '@rallykit/backend-http';`,
      'never imports a backend',
    ],
    [
      'a backend in the suite',
      'conformance/src/a.ts',
      `import '@rallykit/backend-memory';`,
      'lower floor only',
    ],
    [
      'a backend in a backend that nobody listed',
      'backend-new/src/a.ts',
      `import '@rallykit/backend-memory';`,
      'lower floor only',
    ],
    ['the suite in a backend', 'backend-new/src/a.ts', `import '@rallykit/conformance';`, 'lower floor only'],
    ['a runner in the suite', 'conformance/src/a.ts', `import { it } from 'vitest';`, 'imports none'],
    ['validators in the browser', 'store/src/a.ts', `import { z } from 'zod';`, 'import types only'],
    ['validators in the rules', 'core/src/a.ts', `import { z } from 'zod';`, 'only the schemas'],
    ['the DOM in core', 'core/src/a.ts', `document.title = 'a';`, 'document'],
    ['Node globals in core', 'core/src/a.ts', `export const a = process.env;`, 'process'],
    ['HTML strings', 'elements/src/a/a.ts', `document.body.innerHTML = 'a';`, 'string into HTML'],
    [
      'HTML strings in templates',
      'elements/src/a/a.ts',
      `import { unsafeHTML } from 'lit/directives/unsafe-html.js';`,
      'unchecked string',
    ],
    [
      'a path from tests',
      '../test/e2e/a.spec.ts',
      `import '../../packages/core/src/a.js';`,
      'public entry, not by a path',
    ],
  ])('%s', async (_name, file, code, message) => {
    const messages = await lint(`packages/${file}`, code);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain(message);
  });
});

describe('lint rules allow', () => {
  it.each([
    ['a lower floor', 'elements/src/a/a.ts', `import '@rallykit/core';import '@rallykit/store';`],
    ['a listed entry', 'server/src/a.ts', `import '@rallykit/core/schema';`],
    ['validators in the schemas', 'core/src/schema.ts', `import { z } from 'zod';`],
    ['entries by pattern', 'embed/src/a.ts', `await import('@rallykit/elements/vote');`],
    ['wire types in the browser', 'backend-http/src/a.ts', `import type { A } from '@rallykit/core/schema';`],
    ['Node on the server', 'server/src/a.ts', `import 'node:fs';process.exit();`],
    [
      'the reference backend in an element test',
      'elements/src/a/a.test.ts',
      `import '@rallykit/backend-memory';`,
    ],
    [
      'the suite in a test of a new backend',
      'backend-new/src/a.test.ts',
      `import '@rallykit/core';import '@rallykit/conformance';import 'vitest';`,
    ],
    ['the reference backend in a store test', 'store/src/a.test.ts', `import '@rallykit/backend-memory';`],
    [
      'what both sides have in core',
      'core/src/a.ts',
      `export const a = new AbortController(), b = new URL('a:b');`,
    ],
  ])('%s', async (_name, file, code) => {
    expect(await lint(`packages/${file}`, code)).toEqual([]);
  });
});
