// `node test/faults/long.mjs [network] [kill] [writers] [sqlite] [postgres]`: see long.ts.
import { install, root, run } from '../../.config/tools.mjs';

await install();
const main = ['--conditions=rallykit-source', '--import', 'tsx', `${root}test/faults/long.ts`];
process.exitCode = await run(process.execPath, [...main, ...process.argv.slice(2)]);
