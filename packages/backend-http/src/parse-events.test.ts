import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseEvents } from './parse-events.js';

async function parse(chunks: readonly Uint8Array[]) {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  const found: string[] = [];
  for await (const data of parseEvents(body)) if (data) found.push(data);
  return found;
}

const bytes = (text: string) => new TextEncoder().encode(text);

it('finds every event, however the network cuts the text', async () => {
  const event = fc.json();
  await fc.assert(
    fc.asyncProperty(
      fc.array(event),
      fc.constantFrom('\n', '\r\n'),
      fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
      async (events, end, sizes) => {
        const text = events
          .map((data) => [`id: 🦊`, ': sign of life', `data: ${data}`, '', ''].join(end))
          .join('');
        const all = bytes(text);
        const chunks = [];
        for (let at = 0; at < all.length;) {
          const size = sizes.next().value as number;
          chunks.push(all.slice(at, (at += size)));
        }
        expect((await parse(chunks)).map((data) => JSON.parse(data) as unknown)).toEqual(
          events.map((data) => JSON.parse(data) as unknown),
        );
      },
    ),
  );
});

it('joins the lines of one event', async () => {
  expect(await parse([bytes('data: a\ndata: b\n\n')])).toEqual([' a\n b']);
});

it('leaves out an event that was cut off', async () => {
  expect(await parse([bytes('data: 1\n\ndata: 2')])).toEqual([' 1']);
});
