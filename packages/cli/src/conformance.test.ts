import { memoryHost } from '@rallykit/backend-memory';
import type { Backend, BackendHost } from '@rallykit/core';
import { createServer, type Server } from '@rallykit/server';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { conformance } from './commands/conformance.js';
import { conformancePrefix } from './data.js';

const keys = {
  data: 'not used',
  secret: 'the secret of the sites of this test',
  guestSecret: 'the secret of the server of this test',
  operatorToken: 'the-token-of-the-operator-of-this-test',
};
const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close(0)));
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

async function serve(host: BackendHost, communities = [`${conformancePrefix}*`]): Promise<string> {
  const server = createServer({ ...keys, host, communities });
  servers.push(server);
  return (await server.listen({ port: 0 })).url;
}

async function run(url: string, only: number[]): Promise<string> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await conformance(url, { ...keys, only });
  return log.mock.calls.map(([line]) => String(line)).join('\n');
}

describe('rallykit conformance', () => {
  it('reads like a specification where all holds, and ends well', async () => {
    const told = await run(await serve(memoryHost()), [15, 31]);
    expect(told).toContain('✓ 15 setting a vote twice is setting it once');
    expect(told).toMatch(/\n\d+ passed, 0 failed, \d+ skipped$/);
    expect(process.exitCode).toBeUndefined();
  });

  it('says which rule does not hold, and ends with 1', async () => {
    const host = memoryHost();
    const broken: BackendHost = {
      ready: () => host.ready(),
      close: () => host.close(),
      as(identity, community): Backend {
        const backend = host.as(identity, community);
        return {
          ...backend,
          async apply(commands, call) {
            const receipts = await backend.apply(commands, call);
            if (commands.some(({ type }) => type === 'vote.set'))
              await host.as({ id: 'ghost', name: 'Ghost', role: 'member' }, community).apply(commands, call);
            return receipts;
          },
        };
      },
    };
    const told = await run(await serve(broken), [15]);
    expect(told).toContain('✗ 15 setting a vote twice is setting it once');
    expect(told).toContain('15: setting a vote twice is setting it once');
    expect(process.exitCode).toBe(1);
  });

  it('says how to start a server that does not take the suite', async () => {
    const url = await serve(memoryHost(), []);
    await expect(conformance(url, { ...keys, only: [1] })).rejects.toThrow('--conformance');
  });
});
