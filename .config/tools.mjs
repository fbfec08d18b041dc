// What the repository's scripts share. Node alone runs this file: it must work before anything is installed.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const windows = process.platform === 'win32';
const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/**
 * Runs a command with its output shown as it comes; resolves to its exit code. Signals sent to this process reach it.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>}
 */
export function run(command, args, options) {
  return new Promise((resolve) => {
    // Windows finds npx and the shims in node_modules/.bin only through a shell.
    const shell = windows && command !== process.execPath;
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', shell, ...options });
    // A terminal sends Ctrl+C to the whole group: passing it on would deliver it twice.
    const forward = (/** @type {NodeJS.Signals} */ signal) =>
      (signal === 'SIGINT' && process.stdin.isTTY) || child.kill(signal);
    process.on('SIGINT', forward).on('SIGTERM', forward);
    // npm that is ended by a signal tells its script nothing: the script only finds itself with another parent.
    const parent = process.ppid;
    const orphaned = setInterval(() => {
      if (process.env.npm_lifecycle_event && process.ppid !== parent) child.kill();
    }, 500).unref();
    const done = (/** @type {number} */ code) => {
      clearInterval(orphaned);
      process.off('SIGINT', forward).off('SIGTERM', forward);
      resolve(code);
    };
    child.on('error', (error) => {
      console.error(`Could not start ${command}: ${error.message}`);
      done(127);
    });
    child.on('exit', (code, signal) => done(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 130 : 1)));
  });
}

/** Runs a tool that the root package.json installs. */
export const tool = (/** @type {string} */ name, /** @type {string[]} */ args, options = {}) =>
  run(join(root, 'node_modules', '.bin', name), args, options);

/** Runs pnpm in the version that package.json names, which need not be installed. */
export const pnpm = (/** @type {string[]} */ ...args) => run('npx', ['-y', packageManager, ...args]);

/** Installs what the lockfile lists, unless that is what is there already. Ends the process when it can't. */
export async function install() {
  const read = (/** @type {string} */ file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);
  const wanted = read(join(root, 'pnpm-lock.yaml'));
  if (wanted === read(join(root, 'node_modules/.pnpm/lock.yaml'))) return;
  console.log('Installing dependencies …');
  const code = await pnpm('install', '--frozen-lockfile');
  if (code) {
    console.error(
      'Installing failed: see above. Check the network (or npm registry) and run the command again.',
    );
    process.exit(code);
  }
}

/** Finds a Chromium or Chrome: CHROME_PATH, else the usual places. */
export function findChromium() {
  const places = [
    process.env.CHROME_PATH,
    ...['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'].map(
      (name) => `/usr/bin/${name}`,
    ),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ];
  return places.find((place) => place && existsSync(place));
}

/** Resolves to whether there is a browser to test with; installs one where that is possible. */
export async function needChromium() {
  if (findChromium()) return true;
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    console.log('Installing Chromium by apt-get …');
    const packages = ['install', '-y', '-qq', '--no-install-recommends', 'chromium'];
    if ((await run('apt-get', packages)) !== 0) {
      await run('apt-get', ['update', '-qq']);
      await run('apt-get', packages);
    }
  }
  if (findChromium()) return true;
  console.error('No Chromium was found. Install Chromium or Chrome, or set CHROME_PATH to its program file.');
  return false;
}

/** How every test starts the browser. */
export const chromiumArgs = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const embedSources = [
  'core',
  'store',
  'backend-memory',
  'backend-indexeddb',
  'backend-http',
  'elements',
  'embed',
];

/** Builds the script-tag bundle when a source is newer than it. Resolves to an exit code. */
export async function buildEmbed() {
  const built = modified(join(root, 'packages/embed/dist/rallykit.js'));
  const sources = embedSources.flatMap((name) => {
    const folder = join(root, 'packages', name);
    return [...tree(join(folder, 'src')), join(folder, 'package.json'), join(folder, 'vite.config.ts')];
  });
  if (built > Math.max(...sources.map(modified), modified(join(root, 'pnpm-lock.yaml')))) return 0;
  console.log('Building the embed bundle …');
  return tool('vite', ['build', '--logLevel', 'warn'], { cwd: join(root, 'packages/embed') });
}

const modified = (/** @type {string} */ path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** A folder and all in it: a deleted file shows as its folder's newer time. @returns {string[]} */
const tree = (/** @type {string} */ folder) => [
  folder,
  ...readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? tree(join(folder, entry.name)) : join(folder, entry.name),
  ),
];
