export type PassStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** A guest's token, kept where the browser allows it and in memory where not. */
export class GuestPass {
  readonly #key: string;
  readonly #storage: PassStorage | undefined;
  #token: string | undefined;

  constructor(base: string, storage: PassStorage | undefined) {
    this.#key = `rallykit:guest:${base}`;
    this.#storage = storage;
  }

  /** Read anew each time: another tab may have become a guest, or have forgotten it. */
  get token(): string | undefined {
    return this.#attempt((storage) => storage.getItem(this.#key)) ?? this.#token;
  }

  set token(token: string | undefined) {
    this.#token = token;
    this.#attempt((storage) => (token ? storage.setItem(this.#key, token) : storage.removeItem(this.#key)));
  }

  #attempt<T>(use: (storage: PassStorage) => T): T | undefined {
    try {
      return this.#storage && use(this.#storage);
    } catch {
      // Storage is denied or full.
      return undefined;
    }
  }
}
