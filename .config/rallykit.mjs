// `npm run rallykit -- …`: the command line from its sources, installed and built as far as it needs.
import { join } from 'node:path';
import { buildEmbed, install, root, run } from './tools.mjs';

await install();
const args = process.argv.slice(2);
if (args[0] === 'serve' && !args.includes('--help')) process.exitCode = await buildEmbed();
if (!process.exitCode) {
  const main = join(root, 'packages/cli/src/main.ts');
  process.exitCode = await run(
    process.execPath,
    ['--conditions=rallykit-source', '--import', 'tsx', main, ...args],
    {
      // npm moves to the root first; paths mean those of where the person stands.
      cwd: process.env.INIT_CWD ?? process.cwd(),
      env: { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.base.json') },
    },
  );
}
