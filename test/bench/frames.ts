/** A page is painted so often; browsers without a screen do the same. */
const frameMs = 1000 / 60;

/**
 * What share of its frames a page drops in so many milliseconds. A frame that comes a frame's time after it was due means that
 * one was dropped, and one that comes half a second late that thirty were.
 */
export async function droppedFrames(ms: number): Promise<number> {
  const began = performance.now();
  let last = await new Promise<number>(requestAnimationFrame);
  let shown = 0;
  let dropped = 0;
  while (performance.now() - began < ms) {
    const at = await new Promise<number>(requestAnimationFrame);
    dropped += Math.max(0, Math.round((at - last) / frameMs) - 1);
    shown += 1;
    last = at;
  }
  return dropped / (shown + dropped);
}

/** Calls `change` so many times a second, a few at a time, until it is stopped: as they come, or gathered for so many milliseconds. */
export function often(perSecond: number, everyMs: number, change: (count: number) => void): () => void {
  const began = performance.now();
  let done = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - began) * perSecond) / 1000) - done;
    done += due;
    if (due > 0) change(due);
  }, everyMs);
  return () => clearInterval(timer);
}
