import { httpBackend } from '@rallykit/backend-http';
import { registerBackend } from '@rallykit/elements';
import type { Connect } from '@rallykit/store';

export { configure, registerBackend } from '@rallykit/elements';

function http(address: string): Connect {
  const storage = storageIfAllowed();
  return (token) => httpBackend({ url: address, token, ...(storage && { storage }) });
}

/** Where a guest's token is kept, so that they stay the same person after a reload. */
function storageIfAllowed(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}

registerBackend('https', http);
registerBackend('http', http);
registerBackend('memory', async (address) => (await import('./memory.js')).connectMemory(address));
registerBackend('indexeddb', async (address) => (await import('./indexeddb.js')).connectIndexedDb(address));
