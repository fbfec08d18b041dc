// Size budgets, in bytes as gzip sends them, over the bundle that `npm run build` wrote.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { root } from '../.config/tools.mjs';

const gzip = (text) => gzipSync(text, { level: 9 }).length;

/** What a page pays that imports these packages alone. */
async function bundled(...packages) {
  const id = join(root, 'test/sizes.entry.js');
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    resolve: { conditions: ['rallykit-source', 'module', 'browser', 'production'] },
    build: { write: false, target: 'es2022', lib: { entry: id, formats: ['es'] } },
    plugins: [
      {
        name: 'entry',
        enforce: 'pre',
        resolveId: (source) => (source === id ? id : undefined),
        load: (file) =>
          file === id ? packages.map((name) => `export * from '${name}';`).join('\n') : undefined,
      },
    ],
  });
  const [{ output }] = /** @type {[import('vite').Rolldown.RolldownOutput]} */ ([result].flat());
  return output.reduce((total, chunk) => total + gzip('code' in chunk ? chunk.code : chunk.source), 0);
}

console.log(await bundled('@rallykit/store', '@rallykit/backend-http'));
