import type { Store } from './types.js';

/** Stands for whoever is not signed in. */
export const anonymous = 'anon';

/** Under which a draft is kept; without person and place, how all such keys of a community begin. */
export const draftKey = (community: string, ...parts: [person: string, place: string] | []): string =>
  ['rallykit:draft', community, parts[0] ?? '', ...parts.slice(1)].join(':');

/** Whether something was typed at a place and not sent, so that it is worth to load what shows it. */
export function hasDraft({ keeping: { name, storage, person } }: Store, place: string): boolean {
  const kept = (who: string) => storage?.getItem(draftKey(name, who, place));
  try {
    return Boolean(kept(anonymous) || (person && kept(person)));
  } catch {
    return false;
  }
}
