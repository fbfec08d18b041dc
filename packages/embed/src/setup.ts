import { registerBackend } from '@rallykit/elements';
import type { Connect } from '@rallykit/store';

export { configure, registerBackend } from '@rallykit/elements';

async function http(address: string): Promise<Connect> {
  const { httpBackend } = await import('@rallykit/backend-http');
  return (token) => httpBackend({ url: address, ...(token !== undefined && { token }) });
}

registerBackend('https', http);
registerBackend('http', http);
registerBackend('memory', async (address) => (await import('./memory.js')).connectMemory(address));
