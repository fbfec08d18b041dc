import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A server process of this repository, started from its sources as `npm start` and the CLI start it. */
export class Site {
  readonly url: string;
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess, url: string) {
    this.#process = process;
    this.url = url;
  }

  /** Starts `script` and resolves with its first printed address. Rejects with all that it printed if it ends before. */
  static start(
    script: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
  ): Promise<Site> {
    const child = spawn(
      process.execPath,
      ['--conditions=rallykit-source', '--import', 'tsx', join(root, script), ...args],
      { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const printed: string[] = [];
    return new Promise((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr])
        createInterface({ input: stream }).on('line', (line) => {
          printed.push(line);
          const url = /https?:\/\/[\w.]+:\d+/.exec(line);
          if (url) resolve(new Site(child, url[0]));
        });
      child.on('error', reject);
      child.on('exit', (code) => reject(new Error(`${script} ended with ${code}:\n${printed.join('\n')}`)));
    });
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** Ends it as a crash would: nothing is flushed or closed. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const gone = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill(signal);
    await gone;
  }
}

/** The example site on data of its own. `port` 0 takes any free one. */
export const startExample = (data: string, port = 0): Promise<Site> =>
  Site.start('examples/plain/server.ts', [], { RALLYKIT_DATA: data, PORT: String(port) });

/** `rallykit serve` with the example's community, for the pages in `folder`. */
export const startServer = (folder: string, env: Readonly<Record<string, string>> = {}): Promise<Site> => {
  const seed = join(root, 'examples/plain/seed.json');
  const data = join(folder, 'data');
  const args = ['serve', '--port', '0', '--data', data, '--seed', seed, '--site', folder];
  return Site.start('packages/cli/src/main.ts', args, env);
};

export async function temporaryFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'rallykit-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
