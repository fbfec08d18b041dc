import type { StoreOptions } from './types.js';

export const unsentKey = (name: string) => `rallykit:unsent:${name}`;

/** Whether acts of an earlier visit wait to be sent: known without opening a database, on each page view. */
export function hasUnsent(name: string, { keeper, storage }: StoreOptions): boolean {
  try {
    return Boolean(keeper || storage?.getItem(unsentKey(name)));
  } catch {
    // Denied: then the acts are not kept either.
    return false;
  }
}
