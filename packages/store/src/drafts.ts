import { anonymous, draftKey } from './draft-key.js';
import type { Drafts, Keeping, Store } from './types.js';

const daysKept = 30;
/** Characters of one draft with all its fields. */
const longest = 200_000;

interface Kept {
  readonly at: number;
  readonly fields: Readonly<Record<string, string>>;
}

const made = new WeakMap<Store, Drafts>();

/**
 * Texts not sent yet, by person and place. What was typed by nobody, or while it was not known by whom, is found again by
 * whoever then signs in: people are often asked to sign in with the text already typed.
 */
export function draftsOf(store: Store): Drafts {
  let drafts = made.get(store);
  if (!drafts) made.set(store, (drafts = createDrafts(store.keeping)));
  return drafts;
}

function createDrafts(keeping: Keeping): Drafts {
  const { storage, now } = keeping;
  const memory = new Map<string, Kept>();
  const person = () => keeping.person ?? anonymous;
  const keyOf = (who: string, place: string) => draftKey(keeping.name, who, place);

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
    for (const key of keys) if (key?.startsWith(draftKey(keeping.name))) read(key);
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
    // Where there are both, nobody's is newer: who is known leaves none behind.
    get: (place) => (read(keyOf(anonymous, place)) ?? read(keyOf(person(), place)))?.fields,
    set(place, fields) {
      const who = person();
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
