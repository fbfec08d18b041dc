// `node test/e2e/long.mjs [arguments for Playwright]`: every break at every step of every act; see breaks.spec.ts.
import { root, run } from '../../.config/tools.mjs';

const tests = [`${root}test/run.mjs`, 'e2e', 'breaks.spec.ts', ...process.argv.slice(2)];
process.exitCode = await run(process.execPath, tests, { env: { ...process.env, RALLYKIT_LONG: '1' } });
