// Measures what the arguments name, shows it against its budgets, and keeps the ratios in results.json.
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { launch, measureBrowser } from './browser.js';
import type { Row } from './compare.js';
import { measureLarge } from './large.js';
import { measureServer } from './server.js';

const parts = process.argv.slice(2).filter((arg) => arg !== '--short');
const wants = (part: string) => parts.length === 0 || parts.includes(part);
const short = process.argv.includes('--short');
const extent = { short, rounds: short ? 1 : 7 };

const rows: Row[] = [];
let chromium: string | undefined;
if (wants('server')) rows.push(...(await measureServer(extent)));
// Takes minutes to fill, so only when it is named.
if (parts.includes('large')) rows.push(...(await measureLarge(extent)));
if (wants('browser')) {
  const browser = await launch();
  chromium = browser.version();
  rows.push(...(await measureBrowser(extent, browser)));
  await browser.close();
}

const isOver = ({ median, budget = Infinity }: Row) => !(median <= budget);
const line = (...cells: string[]) =>
  cells.map((cell, n) => (n < 3 ? cell.padEnd(34 - 6 * Math.min(n, 1)) : cell.padStart(9))).join('');
console.log(`\n\n${line('name', 'subject', 'anchor', 'ratio', 'noise', 'budget', 'verdict')}`);
for (const row of rows) {
  const { name, subject, anchor, median, noise, budget } = row;
  const verdict = budget === undefined ? 'info' : isOver(row) ? 'OVER' : 'ok';
  const spread = noise === undefined ? '' : `±${Math.round(noise * 100)} %`;
  console.log(line(name, subject, anchor, median.toFixed(3), spread, `${budget ?? ''}`, verdict));
}

const machine = { cores: availableParallelism(), node: process.versions.node, chromium };
// The times beside the names are this machine's in this minute: only ratios are kept.
const benches = rows.map(({ subject: _, anchor: __, ...row }) => row);
const results = { date: new Date().toISOString(), short, machine, benches };
const file = fileURLToPath(new URL('results.json', import.meta.url));
writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
// The short form tells whether all that is measured works; whether it is fast enough takes more rounds.
process.exitCode = !short && rows.some(isOver) ? 1 : 0;
