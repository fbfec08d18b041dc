import { RallyError } from '@rallykit/core';
import { notConfigured } from '../not-configured.js';

/** SQLite's result code without its extension bits; undefined for any other error. */
function resultCode(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error)) return undefined;
  if ('rawCode' in thrown && typeof thrown.rawCode === 'number') return thrown.rawCode & 0xff;
  // libsql tells of a file that it can't open by text alone.
  return thrown.message.startsWith('ConnectionFailed') ? 14 : undefined;
}

export const isBusy = (thrown: unknown): boolean => [5, 6].includes(resultCode(thrown) ?? 0);

/** Whether the file as a whole is in trouble (locked, full, damaged …), so that nothing else can be done with it either. */
export const inTrouble = (thrown: unknown): boolean =>
  [5, 6, 8, 10, 11, 13, 14, 26].includes(resultCode(thrown) ?? 0);

/** What SQLite threw, as what happened and what to do; anything else as it is. */
export function sqliteError(file: string, thrown: unknown): unknown {
  switch (resultCode(thrown)) {
    case 5:
    case 6:
      return new RallyError('unavailable', 'The store is busy with another program’s work. Try again.', {
        cause: thrown,
      });
    case 8:
      return notConfigured(
        `The database file “${file}” can't be written. Give this program the right to read and write the file and its folder.`,
        thrown,
      );
    case 10:
      return new RallyError('unavailable', 'The store’s disk failed. Nothing was changed; try again later.', {
        cause: thrown,
      });
    case 11:
    case 26:
      return notConfigured(
        `The file “${file}” is damaged or is no database. Put a backup in its place, or move it away to start with an empty one.`,
        thrown,
      );
    case 13:
      return new RallyError(
        'unavailable',
        'The store’s disk is full. Nothing was changed; try again later.',
        {
          cause: thrown,
        },
      );
    case 14:
      return notConfigured(
        `The database file “${file}” can't be opened. Give this program the right to read and write the file and its folder.`,
        thrown,
      );
    default:
      return thrown;
  }
}
