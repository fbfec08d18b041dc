import { RallyError } from '@rallykit/core';

const tryAgain =
  'The browser could not use its storage just now. Try again; if it stays so, reload the page or restart the browser.';

const denied = (cause: unknown): RallyError =>
  new RallyError(
    'not-configured',
    'This browser does not let the page keep data. Leave the private window, or allow this site to store data, and reload; a memory: address works without.',
    { cause },
  );

/** What IndexedDB throws, as a RallyError that says what to do. */
export function storageError(thrown: unknown): unknown {
  if (RallyError.is(thrown) || !isDomException(thrown)) return thrown;
  switch (thrown.name) {
    case 'QuotaExceededError':
      return new RallyError(
        'too-large',
        'The browser has no room left for this site. Nothing was changed: free some disk space or delete data of other sites, then send it again.',
        { cause: thrown },
      );
    case 'VersionError':
      return new RallyError(
        'not-configured',
        'What this browser keeps was brought up to date by a newer RallyKit, in another tab. Reload this page.',
        { cause: thrown },
      );
    case 'SecurityError':
    case 'NotAllowedError':
      return denied(thrown);
    default:
      return new RallyError('unavailable', tryAgain, { cause: thrown });
  }
}

/** What kept a database from being opened. Where there is no IndexedDB at all, naming it throws. */
export function openError(thrown: unknown): unknown {
  if (thrown instanceof ReferenceError || thrown instanceof TypeError) return denied(thrown);
  return isDomException(thrown) && thrown.name === 'InvalidStateError'
    ? denied(thrown)
    : storageError(thrown);
}

export const blocked = (): RallyError =>
  new RallyError(
    'unavailable',
    'Another tab still uses an older RallyKit and holds up the update of what this browser keeps. Close or reload the other tabs of this site.',
  );

export const notOurs = (name: string): RallyError =>
  new RallyError(
    'not-configured',
    `The database “${name}” of this site is another program's. Choose another name.`,
  );

// By its brand: one may come from another realm.
const isDomException = (value: unknown): value is DOMException =>
  Object.prototype.toString.call(value) === '[object DOMException]' ||
  (value instanceof Error && value.name === 'QuotaExceededError');
