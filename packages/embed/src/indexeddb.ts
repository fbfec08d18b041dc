import { indexedDbHost, type IndexedDbHost } from '@rallykit/backend-indexeddb';
import type { Connect } from '@rallykit/store';
import { playground, visitor } from './playground.js';

const hosts = new Map<string, IndexedDbHost>();

/** A playground that this browser keeps, under the name in the address: for demos, prototypes and offline use. */
export function connectIndexedDb(address: string): Connect {
  const name = decodeURIComponent(new URL(address).pathname);
  const host = hosts.get(name) ?? indexedDbHost({ name, seed: { default: playground() } });
  hosts.set(name, host);
  return () => host.as(visitor);
}
