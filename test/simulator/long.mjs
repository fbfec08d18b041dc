// `node test/simulator/long.mjs [--seeds 100000] [--from 1]`, or `--seed N` to see what happens in one.
import { install, root, run } from '../../.config/tools.mjs';

await install();
const main = `${root}test/simulator/main.ts`;
const node = ['--conditions=rallykit-source', '--import', 'tsx'];
process.exitCode = await run(process.execPath, [...node, main, ...process.argv.slice(2)]);
