// `npm run bench`: measures against the budgets. `npm run bench -- [--short] [server] [browser]` does less of it;
// `large` fills a board of 100,000 ideas, which takes minutes, and reads it in every way.
import { findChromium, install, root, run } from '../../.config/tools.mjs';

const args = process.argv.slice(2);
const known = ['--short', 'server', 'browser', 'large'];
const unknown = args.find((arg) => !known.includes(arg));
if (unknown) {
  console.error(`There is no "${unknown}" to measure. The arguments are: ${known.join(', ')}.`);
  process.exit(2);
}
await install();
if (!findChromium() && (args.includes('browser') || !args.some((arg) => ['server', 'large'].includes(arg)))) {
  console.error('No Chromium was found. Install Chromium or Chrome, or set CHROME_PATH to its program file.');
  process.exit(1);
}
const main = ['--conditions=rallykit-source', '--import', 'tsx', `${root}test/bench/main.ts`];
process.exitCode = await run(process.execPath, [...main, ...args]);
