// `npm run build`: writes `dist` in every package, each after those it depends on.
import { readdirSync, rmSync } from 'node:fs';
import { install, pnpm, root } from './tools.mjs';

await install();
for (const name of readdirSync(`${root}packages`))
  rmSync(`${root}packages/${name}/dist`, { recursive: true, force: true });
process.exitCode = await pnpm('--recursive', '--filter', './packages/*', 'run', 'build');
