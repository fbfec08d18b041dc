// `node test/conformance/model.mjs [stack …] [--runs N] [--seed N] [--path P]`: see model.ts.
import { install, root, run } from '../../.config/tools.mjs';

await install();
const main = ['--conditions=rallykit-source', '--import', 'tsx', `${root}test/conformance/model.ts`];
process.exitCode = await run(process.execPath, [...main, ...process.argv.slice(2)]);
