// Size budgets, in bytes as gzip sends them, over the bundle that `npm run build` wrote.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright';
import { build, type Rolldown } from 'vite';
import { chromiumArgs, findChromium, root } from '../.config/tools.mjs';
import { Site, temporaryFolder } from './e2e/site.js';

const gzip = (content: string | Uint8Array): number => gzipSync(content, { level: 9 }).length;

/**
 * What a page pays that has these packages in its own bundle: at once, before it shows anything, and whole, with the parts
 * that are loaded when they are needed.
 */
async function bundled(code: string): Promise<{ eager: number; whole: number }> {
  const id = join(root, 'test/sizes.entry.js');
  const chunksOf = async (first: ReadonlySet<string>) => {
    const result = await build({
      configFile: false,
      logLevel: 'warn',
      resolve: { conditions: ['rallykit-source', 'module', 'browser', 'production'] },
      build: {
        write: false,
        target: 'es2022',
        lib: { entry: id, formats: ['es'] },
        rolldownOptions: {
          // As an application's build does it: a library's keeps white space, and what its entry exports.
          preserveEntrySignatures: false,
          output: {
            minify: true,
            comments: false,
            codeSplitting: { groups: [{ name: 'first', test: (module: string) => first.has(module) }] },
          },
        },
      },
      plugins: [
        {
          name: 'entry',
          enforce: 'pre',
          resolveId: (source) => (source === id ? id : undefined),
          load: (file) => (file === id ? code : undefined),
        },
      ],
    });
    const [{ output }] = [result].flat() as [Rolldown.RolldownOutput];
    const chunks = output.filter((file) => file.type === 'chunk');
    const eager = new Set<string>(chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName));
    for (const name of eager) {
      const { imports } = chunks.find(({ fileName }) => fileName === name)!;
      for (const each of imports) eager.add(each);
    }
    return {
      eager: chunks.filter(({ fileName }) => eager.has(fileName)),
      later: chunks.filter(({ fileName }) => !eager.has(fileName)),
    };
  };
  // What is loaded at once is one file, as in the embed bundle; left to itself, a bundler may cut it in two.
  const modules = (await chunksOf(new Set())).eager.flatMap(({ moduleIds }) => moduleIds);
  const { eager, later } = await chunksOf(new Set(modules));
  const size = gzip(eager.map((chunk) => chunk.code).join(''));
  return { eager: size, whole: later.reduce((total, chunk) => total + gzip(chunk.code), size) };
}

interface Answer {
  readonly path: string;
  readonly zipped: number;
  readonly sent: number;
}

/**
 * What a visitor's browser is sent for the first view of a real ideas board: each answer but the page itself and the
 * event stream, which never ends. `sent` is what came over the wire, headers too.
 */
async function firstView(): Promise<Answer[]> {
  const folder = await temporaryFolder();
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Ideas</title>
    <script type="module" src="/rallykit.js"></script><rally-ideas backend="/" board="product"></rally-ideas></html>`;
  const executablePath = findChromium();
  const browser = await chromium.launch({ args: chromiumArgs, ...(executablePath && { executablePath }) });
  const seed = join(root, 'examples/plain/seed.json');
  const args = [
    'serve',
    '--port',
    '0',
    '--data',
    join(folder.path, 'data'),
    '--seed',
    seed,
    '--site',
    folder.path,
  ];
  writeFileSync(join(folder.path, 'index.html'), html);
  const site = await Site.start('packages/cli/src/main.ts', args, {});
  try {
    const page = await browser.newPage();
    writeFileSync(join(folder.path, 'index.html'), html.replace('backend="/"', `backend="${site.url}"`));
    const answers: Promise<Answer>[] = [];
    page.on('requestfinished', (request) => {
      if (request.resourceType() === 'document') return;
      answers.push(
        (async () => {
          const response = (await request.response())!;
          const sizes = await request.sizes();
          const zipped = gzip(await response.body());
          const path = decodeURIComponent(request.url().replace(site.url, ''));
          return { path, zipped, sent: sizes.responseBodySize + sizes.responseHeadersSize };
        })(),
      );
    });
    await page.goto(site.url);
    await page.locator('rally-vote').first().waitFor();
    // Quiet for a second: what it loads late, after the first paint, counts too.
    for (let seen = -1; seen !== answers.length; await page.waitForTimeout(1000)) seen = answers.length;
    return await Promise.all(answers);
  } finally {
    await browser.close();
    await site.stop();
    await folder.remove();
  }
}

const view = await firstView();
const sum = (key: 'zipped' | 'sent') => view.reduce((total, answer) => total + answer[key], 0);
for (const { path, zipped } of view.toSorted((a, b) => b.zipped - a.zipped))
  console.log(`${`${zipped} B`.padStart(54)}  ${path}`);
const client = await bundled(`
  import { createStore } from '@rallykit/store';
  import { httpBackend } from '@rallykit/backend-http';
  globalThis.store = createStore({ connect: (token) => httpBackend({ url: '/', token }) });
`);
/** `most` is what it may weigh: more fails. */
const rows: { what: string; bytes: number; most: number }[] = [
  {
    what: 'rallykit.js',
    bytes: gzip(readFileSync(join(root, 'packages/embed/dist/rallykit.js'))),
    most: 2_000,
  },
  {
    what: `first view of an ideas board, ${view.length} requests`,
    bytes: sum('zipped'),
    most: 35_000,
  },
  { what: 'the same, as sent with its headers', bytes: sum('sent'), most: 37_500 },
  // See packages/core/decisions/2026-11-27-what-the-client-weighs.md.
  { what: 'store and http client, before anybody acts', bytes: client.eager, most: 9_000 },
  { what: 'the same with all that is loaded on need', bytes: client.whole, most: 26_250 },
];
for (const { what, bytes, most } of rows) {
  const cells = [what.padEnd(44), `${bytes} B`.padStart(10), `of ${most} B`.padStart(13)];
  console.log(`${cells.join('')}  ${bytes > most ? 'OVER' : 'ok'}`);
}
process.exitCode = rows.some(({ bytes, most }) => bytes > most) ? 1 : 0;
