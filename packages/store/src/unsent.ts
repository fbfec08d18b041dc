import type { StoreOptions } from './types.js';

export const unsentKey = (name: string) => `rallykit:unsent:${name}`;

/** Something where acts of an earlier visit wait to be sent: known without opening a database, on each page view. */
export function hasUnsent(name: string, { keeper, storage }: StoreOptions): unknown {
  try {
    return keeper ?? storage?.getItem(unsentKey(name));
  } catch {
    // Denied: then the acts are not kept either.
    return undefined;
  }
}
