import type { StoreOptions } from './types.js';

/** Whether acts of an earlier visit wait to be sent: known without opening a database, on each page view. */
export function unsentMark(name: string, storage: StoreOptions['storage']): { some: boolean } {
  const key = `rallykit:unsent:${name}`;
  return {
    get some() {
      try {
        return Boolean(storage?.getItem(key));
      } catch {
        return false;
      }
    },
    set some(some) {
      try {
        if (some) storage?.setItem(key, '1');
        else storage?.removeItem(key);
      } catch {
        // Denied: then the acts are not kept either.
      }
    },
  };
}
