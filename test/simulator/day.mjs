// `node test/simulator/day.mjs [--every MS]`: eight hours of use, in which something happens every so often (a second), and
// what is held and weighs after each.
import { install, root, run } from '../../.config/tools.mjs';

await install();
const main = `${root}test/simulator/day.ts`;
const node = ['--expose-gc', '--conditions=rallykit-source', '--import', 'tsx'];
process.exitCode = await run(process.execPath, [...node, main, ...process.argv.slice(2)]);
