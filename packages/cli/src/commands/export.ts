import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { operator } from '../community.js';
import { openData } from '../data.js';
import { progress } from '../progress.js';
import { codeOf, messageOf, UserError } from '../user-error.js';
import { wholeLines } from '../whole.js';

/** `rallykit export`. */
export async function exportWhole(file: string, data: string, database?: string): Promise<void> {
  const { host } = await openData(data, database);
  const shown = progress('Exporting');
  try {
    const lines = wholeLines(operator(host), shown.at);
    // Opened by the first line, so that a community that is not there leaves no file.
    const first = await lines.next();
    const all = async function* () {
      if (!first.done) yield first.value;
      yield* lines;
    };
    if (file === '-') await pipeline(all, process.stdout, { end: false });
    // It says who voted for what: for its owner's eyes only.
    else await pipeline(all, createWriteStream(file, { flags: 'wx', mode: 0o600 }));
    shown.end();
  } catch (error) {
    throw codeOf(error) === undefined ? error : unwritable(file, error);
  } finally {
    await host.close();
  }
}

const reasons: Readonly<Record<string, string>> = {
  EEXIST: 'there is such a file already. Choose another name, or remove it first.',
  EISDIR: 'this is a folder. Name a file in it.',
  ENOENT: 'there is no such folder. Make it, or choose another.',
  EACCES: 'you may not write there. Choose another folder.',
  ENOSPC: 'the disk is full. Make room, or choose a folder on another disk.',
  EPIPE: 'what it was written to has ended.',
};

const unwritable = (file: string, error: unknown) =>
  new UserError(`Cannot write ${file}: ${reasons[codeOf(error) ?? ''] ?? messageOf(error)}`, {
    cause: error,
  });
