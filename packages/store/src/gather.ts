import { refKey, type Change } from '@rallykit/core';
import { copyOf } from './effects.js';
import type { Inside } from './inside.js';

/** What showing news may take of a frame, in milliseconds, with all that is laid out and painted for it: half of it. */
const frameMs = 8;

/** How many are shown in the next frame. */
let room = 16;

/**
 * Shows what the stream tells in the frames of the page: of each entity what was told last, those told of first first, and
 * no more in a frame than it has time for, as the one before showed. Where nothing is painted, each as it comes.
 */
export function gather(store: Inside, changes: readonly Change[]): void {
  const { link, env } = store;
  const news = (link.news ??= new Map());
  const isSeen = globalThis.document?.hidden === false;
  const isFirst = news.size === 0;
  for (const copy of changes.map(copyOf)) news.set(refKey(copy), copy);
  const show = () => {
    const began = env.now();
    const copies = [...news.values()].slice(0, isSeen ? room : undefined);
    for (const copy of copies) news.delete(refKey(copy));
    // What was told to somebody else is not shown: all is read again.
    if (link === store.link) store.show({ copies });
    if (!isSeen) return;
    env.after(0, () => {
      room = Math.max(4, Math.min(2 * room, (copies.length * frameMs) / (env.now() - began + 1)));
    });
    if (news.size > 0) globalThis.requestAnimationFrame(show);
  };
  if (!isSeen) show();
  else if (isFirst) globalThis.requestAnimationFrame(show);
}
