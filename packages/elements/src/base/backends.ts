import { RallyError } from '@rallykit/core';
import { createStore, type Connect, type Store, type StoreOptions, type Token } from '@rallykit/store';
import { settingsChanged } from './settings.js';

/** Loads what an address needs; called once for each address in use. */
export type LoadBackend = (address: string) => Connect | Promise<Connect>;

const loaders = new Map<string, LoadBackend>();

/**
 * Teaches every element addresses of one more scheme, for their `backend` attribute.
 *
 * @example registerBackend('memory', async (address) => (await import('./memory.js')).connect(address))
 */
export function registerBackend(scheme: string, load: LoadBackend): void {
  loaders.set(scheme.replace(/:$/, ''), load);
  settingsChanged();
}

/** One element's share in the store of an address. */
export interface Lease {
  readonly address: string;
  readonly store: Store;
  release(): void;
}

interface Shared {
  readonly store: Store;
  /** Who uses it; the first is told when signing in is needed. */
  readonly users: Set<() => void>;
}
const open = new Map<string, Shared>();

/** How long an unused store stays open: single-page sites take a widget away and put the next one in. */
const lingerMs = 2000;

/**
 * The store of an address; equal addresses share one, which closes some time after its last user left it. One of its
 * users is told by `onAuthRequired` when the backend no longer accepts the token. Throws `not-configured` for an address
 * that nothing here understands.
 */
export function lease(address: string, token: Token | undefined, onAuthRequired: () => void): Lease {
  const url = parse(address);
  const shared = open.get(url) ?? share(url, token);
  const { store, users } = shared;
  if (token !== undefined && users.size > 0) store.setToken(token);
  const user = () => onAuthRequired();
  users.add(user);
  return {
    address,
    store,
    release() {
      users.delete(user);
      setTimeout(() => {
        if (users.size > 0 || open.get(url) !== shared) return;
        open.delete(url);
        void store.close();
      }, lingerMs);
    },
  };
}

function share(url: string, token: Token | undefined): Shared {
  const users = new Set<() => void>();
  const store = createStore({
    ...storeOptions(url, token),
    onAuthRequired: () => users.values().next().value?.(),
  });
  const shared = { store, users };
  open.set(url, shared);
  return shared;
}

function parse(address: string): string {
  let url: URL;
  try {
    url = new URL(address, document.baseURI);
  } catch {
    throw new RallyError('not-configured', `“${address}” is not an address. Write backend="https://…".`);
  }
  if (!loaders.has(url.protocol.slice(0, -1))) {
    const known = [...loaders.keys()].map((scheme) => `${scheme}:`).join(', ') || 'none';
    throw new RallyError(
      'not-configured',
      `No backend is registered for “${url.protocol}” addresses (registered: ${known}).`,
    );
  }
  return url.href;
}

function storeOptions(url: string, token: Token | undefined): StoreOptions {
  const storage = localStorageIfAllowed();
  let loading: Promise<Connect> | undefined;
  return {
    async connect(current) {
      // A load that failed, such as a script that did not arrive, is tried again with the next call.
      loading ??= Promise.resolve(loaders.get(new URL(url).protocol.slice(0, -1))!(url));
      const connect = await loading.catch((error: unknown) => {
        loading = undefined;
        throw error;
      });
      return connect(current);
    },
    name: url,
    ...(storage && { storage }),
    ...(token !== undefined && { token }),
  };
}

function localStorageIfAllowed(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}
