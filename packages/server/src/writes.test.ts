import { memoryHost } from '@rallykit/backend-memory';
import { command, type ReceiptsMessage, type ViewerMessage } from '@rallykit/core';
import { expect, it } from 'vitest';
import { createServer, signHostToken } from './index.js';

const secret = 'a secret that is long enough for HS256';
const lea = await signHostToken(secret, { id: 'lea', name: 'Lea', role: 'leader' });
const board = (id: string) =>
  command(`make-${id}`, 'board.create', { id, purpose: 'process', title: `Board ${id}` });

it('a limit of the store is told of, and says in the header too when to come back', async () => {
  const server = createServer({ host: memoryHost({ writesAMinute: 3 }), secret });
  const headers = { authorization: `Bearer ${lea}`, 'content-type': 'application/json' };
  const send = (...ids: string[]) =>
    server.fetch(
      new Request('http://h/api/v1/commands', {
        method: 'POST',
        headers,
        body: JSON.stringify({ commands: ids.map(board) }),
      }),
    );
  const answer = await server.fetch(new Request('http://h/api/v1/viewer', { headers }));
  const { supports } = (await answer.json()) as ViewerMessage;
  expect(supports.limits.writesAMinute).toBe(3);

  const first = await send('a', 'b');
  expect(first.headers.get('retry-after')).toBe(null);
  const many = await send('c', 'd', 'a');
  expect(many.status).toBe(200);
  // Twenty seconds for one more, but for what little has passed.
  const wait = Number(many.headers.get('retry-after'));
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(20);
  const { receipts } = (await many.json()) as ReceiptsMessage;
  expect(receipts.map(({ problem }) => problem?.code)).toEqual([undefined, 'rate-limited', undefined]);
  expect(receipts[1]?.problem?.retryAfterMs).toBeGreaterThan(0);
});
