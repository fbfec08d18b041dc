import { memoryHost, type MemoryHost } from '@rallykit/backend-memory';
import type { Connect } from '@rallykit/store';
import { playground, visitor } from './playground.js';

const hosts = new Map<string, MemoryHost>();

/** A playground for trying tags without a server, forgotten with the page. */
export function connectMemory(address: string): Connect {
  const host = hosts.get(address) ?? memoryHost({ communities: { default: playground() } });
  hosts.set(address, host);
  return () => host.as(visitor);
}
