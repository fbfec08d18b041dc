// The browsers beside Chromium that tests run in, where they are installed.
import { playwrightLauncher } from '@web/test-runner-playwright';
import { webdriverLauncher } from '@web/test-runner-webdriver';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const installed = (/** @type {(string | undefined)[]} */ ...places) =>
  places.find((place) => place && existsSync(place));

/** Firefox as Debian and Mozilla ship it; Playwright drives it without a build of its own. */
function firefox() {
  const executablePath = installed(
    process.env.FIREFOX_PATH,
    '/usr/bin/firefox-esr',
    '/usr/bin/firefox',
    '/Applications/Firefox.app/Contents/MacOS/firefox',
  );
  return (
    executablePath &&
    playwrightLauncher({
      product: 'firefox',
      launchOptions: { channel: 'moz-firefox', executablePath },
      concurrency: 1,
    })
  );
}

/** WebKit as WebKitGTK has it: Debian's packages webkit2gtk-driver and xvfb. */
function webkit() {
  const [driver, screen] = ['/usr/bin/WebKitWebDriver', '/usr/bin/Xvfb'];
  const browser = libraries().map((folder) => join(folder, 'MiniBrowser'));
  const binary = installed(...browser);
  return binary && installed(driver) && installed(screen) && webkitLauncher(driver, screen, binary);
}

/** Where Debian keeps WebKitGTK: /usr/lib/ARCHITECTURE/webkit2gtk-VERSION. */
const libraries = () =>
  !existsSync('/usr/lib')
    ? []
    : readdirSync('/usr/lib')
        .filter((name) => name.endsWith('-linux-gnu'))
        .flatMap((name) => readdirSync(`/usr/lib/${name}`).map((inner) => `/usr/lib/${name}/${inner}`))
        .filter((path) => /webkit(2)?gtk-[\d.]+$/.test(path));

/**
 * Runs one page at a time, on a screen and by a driver of its own that end with it.
 * @param {string} driver
 * @param {string} screen
 * @param {string} binary
 */
function webkitLauncher(driver, screen, binary) {
  /** @type {any} */
  const options = {
    hostname: '127.0.0.1',
    path: '/',
    capabilities: {
      browserName: 'MiniBrowser',
      'wdio:enforceWebDriverClassic': true,
      'webkitgtk:browserOptions': { binary, args: ['--automation'] },
    },
  };
  const launcher = webdriverLauncher(options);
  const [initialize, stop] = [launcher.initialize.bind(launcher), launcher.stop.bind(launcher)];
  /** @type {import('node:child_process').ChildProcess[]} */
  const processes = [];
  const end = () => processes.splice(0).forEach((child) => child.kill());

  return Object.assign(/** @type {import('@web/test-runner').BrowserLauncher} */ (launcher), {
    concurrency: 1,
    async initialize(/** @type {import('@web/test-runner').TestRunnerCoreConfig} */ config) {
      // Only where it is told of one page at once, that page has the window to itself.
      await initialize({ ...config, concurrency: 1 });
      launcher.name = 'WebKit';
      process.once('exit', end);
      const display = spawn(screen, ['-displayfd', '3', '-screen', '0', '1280x1024x24'], {
        stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
      });
      processes.push(display);
      const [number] = await once(/** @type {import('node:stream').Readable} */ (display.stdio[3]), 'data');
      options.port = await freePort();
      const env = { ...process.env, DISPLAY: `:${String(number).trim()}` };
      processes.push(spawn(driver, [`--port=${options.port}`], { stdio: 'ignore', env }));
      await answers(`http://127.0.0.1:${options.port}/status`);
    },
    async stop() {
      await stop();
      end();
    },
  });
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  await once(server.close(), 'close');
  return port;
}

/** Resolves once something answers there. */
async function answers(/** @type {string} */ url) {
  const patience = AbortSignal.timeout(20_000);
  while (
    !(await fetch(url).then(
      () => true,
      () => false,
    ))
  )
    await sleep(50, undefined, { signal: patience });
}

const found = Object.entries({ Firefox: firefox(), WebKit: webkit() });

/** Their launchers, for those that are installed. */
export const otherBrowsers = found.flatMap(([, launcher]) => launcher || []);
/** The names of those that are not. */
export const missingBrowsers = found.flatMap(([name, launcher]) => (launcher ? [] : name));
