export type PassStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** A guest's token, kept where the browser allows it and in memory where not. */
export function guestPass(base: string, storage: PassStorage | undefined) {
  const key = `rallykit:guest:${base}`;
  let kept: string | undefined;

  function attempt<T>(use: (storage: PassStorage) => T): T | undefined {
    try {
      return use(storage!);
    } catch {
      // There is no storage, or it is denied or full.
      return undefined;
    }
  }

  return {
    /** Read anew each time: another tab may have become a guest, or have forgotten it. */
    get token(): string | undefined {
      return attempt((used) => used.getItem(key)) ?? kept;
    },

    set token(token: string | undefined) {
      kept = token;
      attempt((used) => (token ? used.setItem(key, token) : used.removeItem(key)));
    },
  };
}
