import type { Change } from '@rallykit/core';
import { copyOf } from './effects.js';
import type { Inside } from './inside.js';

/**
 * Shows what the stream tells: all that comes within a frame of the page at once, so that a list is made anew once for it,
 * however many changes that are. Where nothing is painted, each as it comes.
 */
export function gather(store: Inside, changes: readonly Change[]): void {
  const { link } = store;
  if (link.news) return void link.news.push(...changes);
  link.news = [...changes];
  const show = () => {
    const copies = link.news!.map(copyOf);
    link.news = undefined;
    // What was told to somebody else is not shown: all is read again.
    if (link === store.link) store.show({ copies });
  };
  if (globalThis.document?.hidden === false) globalThis.requestAnimationFrame(show);
  else show();
}
