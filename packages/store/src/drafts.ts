import type { Drafts, StoreOptions } from './types.js';

const daysKept = 30;
/** Characters of one draft with all its fields. */
const longest = 200_000;

interface Kept {
  readonly at: number;
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * Texts not sent yet, by person and place. What an anonymous reader wrote is found again after signing in: people are
 * often asked to sign in with the text already typed.
 */
export function createDrafts(
  name: string,
  storage: StoreOptions['storage'],
  person: () => string | undefined,
  now: () => number,
): Drafts {
  const memory = new Map<string, Kept>();
  const prefix = `rallykit:draft:${name}:`;
  const anonymous = 'anon';
  const keyOf = (who: string, place: string) => `${prefix}${who}:${place}`;

  function read(key: string): Kept | undefined {
    const kept = memory.get(key) ?? attempt(() => JSON.parse(storage?.getItem(key) ?? 'null') as Kept | null);
    if (!kept?.fields || typeof kept.fields !== 'object') return undefined;
    if (kept.at > now() - daysKept * 86_400_000) return kept;
    forget(key);
    return undefined;
  }

  /** Forgets drafts whose time is over, wherever they were typed. */
  function sweep(): void {
    const keys = Array.from({ length: storage?.length ?? 0 }, (_, at) => storage?.key?.(at));
    for (const key of keys) if (key?.startsWith(prefix)) read(key);
  }

  function forget(key: string): void {
    memory.delete(key);
    attempt(() => storage?.removeItem(key));
  }

  function write(key: string, kept: Kept): void {
    const text = JSON.stringify(kept);
    const stored = text.length <= longest && storage && attempt(() => (storage.setItem(key, text), true));
    if (stored) memory.delete(key);
    else memory.set(key, kept);
  }

  attempt(sweep);
  return {
    get: (place) => (read(keyOf(person() ?? anonymous, place)) ?? read(keyOf(anonymous, place)))?.fields,
    set(place, fields) {
      const who = person() ?? anonymous;
      if (who !== anonymous) forget(keyOf(anonymous, place));
      if (fields && Object.values(fields).some((text) => text !== ''))
        write(keyOf(who, place), { at: now(), fields });
      else forget(keyOf(who, place));
    },
  };
}

/** Storage can be denied, full, or hold what somebody else wrote. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
