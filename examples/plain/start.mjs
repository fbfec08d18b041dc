// `npm start`: from a clean clone to the running example page. Node alone runs this file; it needs nothing installed.
import { buildEmbed, install, root, run } from '../../.config/tools.mjs';

await install();
const built = await buildEmbed();
if (built !== 0) {
  console.error('The embed bundle did not build: see above.');
  process.exit(built);
}
console.log('Starting the server …');
process.exitCode = await run(
  process.execPath,
  ['--conditions=rallykit-source', '--import', 'tsx', 'examples/plain/server.ts', ...process.argv.slice(2)],
  { cwd: root },
);
