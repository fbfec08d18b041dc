import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { memoryHost } from '@rallykit/backend-memory';
import { createServer } from '@rallykit/server';
import { chromium, type Browser } from 'playwright';
import { build } from 'vite';
import { chromiumArgs, findChromium, root } from '../../.config/tools.mjs';
import { temporaryFolder } from '../e2e/site.js';
import { compare, median, show, type Extent, type Row } from './compare.js';
import { seed } from './seed.js';

/** What the scripts in the pages leave for those who measure. */
declare const window: {
  seen: Record<string, number>;
  vote?: (times: number) => Promise<number>;
  storm(ms: number, perSecond: number, everyMs?: number): Promise<number>;
};

const here = fileURLToPath(new URL('.', import.meta.url));
const cpu = { rate: 4 };
/** As many ideas as a board asks for before anybody scrolls. */
const firstPage = 6;
const mobile = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 200_000 };

export const launch = (): Promise<Browser> =>
  chromium.launch({ args: chromiumArgs, executablePath: findChromium()! });

/** A board on a page, as its visitor gets it from a server. */
export async function measureBrowser(extent: Extent, browser: Browser): Promise<Row[]> {
  show('\nbuilding what the pages load');
  const folder = await temporaryFolder();
  const embed = join(folder.path, 'embed');
  const scripts = join(folder.path, 'scripts');
  await bundle(embed, scripts);
  const server = createServer({
    host: memoryHost({ communities: { default: seed(firstPage) } }),
    guestSecret: 'the secret of the server of the benchmark',
    site: [embed, scripts, here].map((folder) => ({ folder })),
  });
  const { url } = await server.listen({ port: 0 });
  try {
    const boards = await measureBoards(extent, browser, url, join(scripts, 'watch.js'));
    return [
      ...boards,
      ...(await measureVotes(extent, browser, url)),
      ...(await measureStorm(extent, browser, url)),
    ];
  } finally {
    await server.close(0);
    await folder.remove();
  }
}

/** Builds the bundle as it is published, and beside it the scripts that measure. */
async function bundle(embed: string, scripts: string): Promise<void> {
  const logLevel = 'warn';
  await build({
    logLevel,
    configFile: join(root, 'packages/embed/vite.config.ts'),
    build: { outDir: embed },
  });
  for (const name of ['stage', 'bare', 'watch']) {
    const lib = { entry: join(here, `${name}.ts`), formats: ['es' as const], fileName: name };
    await build({
      logLevel,
      configFile: false,
      resolve: { conditions: ['rallykit-source', 'module', 'browser', 'production'] },
      build: { outDir: scripts, emptyOutDir: false, target: 'es2022', lib },
    });
  }
}

async function measureBoards(extent: Extent, browser: Browser, url: string, watch: string): Promise<Row[]> {
  /** Loads a page as a new visitor, in a window so high, until `seen` says so and half a second longer. */
  async function load(
    path: string,
    height: number,
    until: string,
    network?: typeof mobile,
  ): Promise<Record<string, number>> {
    const context = await browser.newContext({ viewport: { width: 1000, height } });
    const page = await context.newPage();
    await page.addInitScript({ path: watch });
    const devtools = await context.newCDPSession(page);
    await devtools.send('Emulation.setCPUThrottlingRate', cpu);
    if (network) await devtools.send('Network.emulateNetworkConditions', network);
    await devtools.send('Performance.enable');
    await page.goto(url + path);
    await page.waitForFunction((until) => window.seen[until], until);
    await page.waitForTimeout(500);
    const seen = await page.evaluate(() => window.seen);
    const { metrics } = await devtools.send('Performance.getMetrics');
    await context.close();
    return { ...seen, work: 1000 * metrics.find(({ name }) => name === 'TaskDuration')!.value };
  }
  // High enough for all of the page to be seen.
  const side = (name: string, path: string, network?: typeof mobile) =>
    [name, () => load(path, 2400, 'whole', network)] as const;
  const sides = (network?: typeof mobile) =>
    [side('rallykit.js', '/embed.html', network), side('DOM by hand', '/hand.html', network)] as const;

  const rows = await compare(
    extent,
    {
      usable: ['usable board, CPU 4×', 1.3],
      whole: ['the whole first page, CPU 4×'],
      work: ['main thread, CPU 4×', 1.4],
    },
    ...sides(),
  );
  if (!extent.short)
    rows.push(...(await compare(extent, { usable: ['usable, CPU 4×, 1.6 Mbps', 1.3] }, ...sides(mobile))));

  for (const [subject, path] of [
    ['rallykit.js', '/embed.html'],
    ['in reserved space', '/embed.html#reserved'],
  ] as const) {
    show(`\nlayout shift: ${subject} `);
    const rounds: number[] = [];
    while (rounds.length < extent.rounds) rounds.push((await load(path, 720, 'usable'))['shift']!);
    rows.push({
      name: 'layout shift',
      subject,
      anchor: '(a score)',
      rounds,
      median: median(rounds),
      budget: 0.02,
    });
  }
  return rows;
}

async function measureVotes(extent: Extent, browser: Browser, url: string): Promise<Row[]> {
  const context = await browser.newContext({ viewport: { width: 1000, height: 720 } });
  const side = async (ideas: number) => {
    const page = await context.newPage();
    await page.goto(`${url}/stage.html#${ideas}`);
    await page.waitForFunction(() => window.vote, undefined, { timeout: 300_000 });
    await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', cpu);
    const run = async () => {
      await page.bringToFront();
      return { ms: await page.evaluate(() => window.vote!(9)) };
    };
    return [`${ideas} shown`, run] as const;
  };
  const [many, few] = [await side(extent.short ? 100 : 1000), await side(20)];
  const rows = await compare(extent, { ms: ['a vote, CPU 4×', 1.3] }, many, few);
  await context.close();
  return rows;
}

/**
 * What share of its frames the page drops while others change a thousand things a second, over what a page made by hand drops
 * that changes as many texts: a machine that is busy, and paints without a graphics card, drops some of both.
 */
async function measureStorm(extent: Extent, browser: Browser, url: string): Promise<Row[]> {
  const ideas = extent.short ? 100 : 1000;
  const open = async (name: string) => {
    const page = await browser.newPage({ viewport: { width: 1000, height: 720 } });
    await page.goto(`${url}/${name}.html#${ideas}`);
    await page.waitForFunction(() => window.storm, undefined, { timeout: 300_000 });
    // A first vote loads what acts and live changes take.
    await page.evaluate(() => window.vote?.(1));
    const devtools = await page.context().newCDPSession(page);
    return async (perSecond: number, everyMs?: number) => {
      await page.bringToFront();
      // Only while it is looked at: a slowed page takes a whole core, though it rests.
      await devtools.send('Emulation.setCPUThrottlingRate', cpu);
      const dropped = await page.evaluate(([rate, every]) => window.storm(3_000, rate, every), [
        perSecond,
        everyMs,
      ] as const);
      await devtools.send('Emulation.setCPUThrottlingRate', { rate: 1 });
      return dropped;
    };
  };
  const [board, byHand] = [await open('stage'), await open('bare')];
  const rows: Row[] = [];
  for (const [how, perSecond, everyMs] of [
    ['at rest', 0],
    ['1,000 votes/s', 1_000],
    ['told twice a second', 1_000, 500],
  ] as const) {
    show(`\ndropped frames, ${ideas} shown, ${how} `);
    const taken: (readonly [board: number, byHand: number])[] = [];
    for (let round = 0; round <= extent.rounds; round++) {
      taken.push([await board(perSecond, everyMs), await byHand(perSecond, everyMs)]);
      show('.');
    }
    const kept = taken.slice(1);
    const percent = (values: readonly number[]) => `${(100 * median(values)).toFixed(1)} %`;
    const rounds = kept.map(([board, byHand]) => board - byHand);
    rows.push({
      name: 'more dropped frames, CPU 4×',
      subject: `${how}, ${percent(kept.map(([board]) => board))}`,
      anchor: `by hand, ${percent(kept.map(([, byHand]) => byHand))}`,
      rounds,
      median: median(rounds),
    });
  }
  return rows;
}
