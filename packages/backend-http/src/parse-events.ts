/** The data of each server-sent event in a body; empty for one that has none, such as a sign of life. */
export async function* parseEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (rest + decoder.decode(value, { stream: true })).split(/\r?\n\r?\n/);
      rest = blocks.pop()!;
      for (const block of blocks) {
        const lines = block.split(/\r?\n/).filter((line) => line.startsWith('data:'));
        yield lines.map((line) => line.slice(5)).join('\n');
      }
    }
  } finally {
    // Frees the connection, however the reading ended.
    reader.cancel().catch(() => undefined);
  }
}
