// `npm start`: from a clean clone to the running example page. Node alone runs this file; it needs nothing installed.
import { buildEmbed, install, run } from '../../.config/tools.mjs';

await install();
const built = await buildEmbed();
if (built !== 0) {
  console.error('The embed bundle did not build: see above.');
  process.exit(built);
}
console.log('Starting the server …');
// The channel ends with this process however it ends, so that no server is left behind holding the port.
const stopWithParent = `data:text/javascript,process.on('disconnect',()=>process.kill(process.pid,'SIGTERM'))`;
process.exitCode = await run(
  process.execPath,
  [
    ...['--conditions=rallykit-source', '--import', 'tsx', '--import', stopWithParent],
    ...['examples/plain/server.ts', ...process.argv.slice(2)],
  ],
  { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] },
);
