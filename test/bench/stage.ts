// Runs in stage.html#COUNT: a board of so many ideas in memory, all shown; `vote`, which times votes on the first, and
// `storm`, which lets others vote on all and counts the frames that are dropped.
import { memoryHost } from '@rallykit/backend-memory';
import type { Backend, Change, Idea, LiveEvent } from '@rallykit/core';
import { median } from './compare.js';
import { droppedFrames, often } from './frames.js';
import { painted } from './painted.js';
import { seed } from './seed.js';

const count = Number(location.hash.slice(1));
const host = memoryHost({ communities: { default: seed(count) } });
const bundle = '/rallykit.js';
const { registerBackend } = await import(/* @vite-ignore */ bundle);
/** Tells the page of something, as a server would. */
let tell = (_event: LiveEvent) => {};
const watch = async function* (): AsyncGenerator<LiveEvent, void> {
  const events: LiveEvent[] = [{ type: 'caught-up', at: 'a0' as never }];
  let wake = () => {};
  tell = (event) => {
    events.push(event);
    wake();
  };
  for (;;) {
    const event = events.shift();
    if (event) yield event;
    else await new Promise<void>((resolve) => (wake = resolve));
  }
};
const ana = host.as({ id: 'ana', name: 'Ana', role: 'member' });
await registerBackend('bench', () => (): Backend => ({ ...ana, watch }));
const board = document.createElement('rally-ideas');
board.setAttribute('backend', 'bench:memory');
board.setAttribute('board', 'ideas');
document.body.append(board);

type Vote = HTMLElement & { readonly subject: Idea };
const find = <E extends HTMLElement>(selector: string) => [
  ...(board.shadowRoot?.querySelectorAll<E>(selector) ?? []),
];
await painted(() => {
  const isWhole = find('rally-vote').length === count;
  if (!isWhole) find('.foot button:not([aria-disabled=true])')[0]?.click();
  return isWhole;
});
const vote = find('rally-vote')[0]!;

async function once(): Promise<number> {
  const button = vote.shadowRoot!.querySelector('button')!;
  const was = button.getAttribute('aria-pressed');
  let began = 0;
  // At the start of a frame, so that it is the work that is measured, not the wait for the next frame.
  requestAnimationFrame(() => {
    began = performance.now();
    button.click();
  });
  const shown = await painted(() => button.getAttribute('aria-pressed') !== was);
  await painted(() => !vote.matches(':state(pending)'));
  return shown - began;
}

/** Those that others vote on, as they were told of last. */
const ideas: Idea[] = [];

/** How many are told of by now. */
let told = 0;

/** The next so many changes: each a vote more on another idea. */
const votes = (count: number): Change[] =>
  Array.from({ length: count }, () => {
    const at = told++ % ideas.length;
    const idea = ideas[at]!;
    const score = idea.tally.score + 1;
    const entity = { ...idea, revision: idea.revision + 1, tally: { ...idea.tally, score, up: score } };
    ideas[at] = entity;
    return { type: 'put', entity };
  });

/**
 * What share of frames is dropped in so many milliseconds, while others vote so many times a second. With `everyMs` what is told
 * comes at such intervals, in one event, as from a server that gathers it; otherwise each vote by itself.
 */
async function storm(ms: number, perSecond: number, everyMs?: number): Promise<number> {
  if (ideas.length === 0)
    ideas.push(...((await ana.list({ kind: 'idea', board: 'ideas', first: 100 })).items as Idea[]));
  const send = (changes: Change[]) => tell({ type: 'changes', changes, at: `a${told}` as never });
  const stop = often(perSecond, everyMs ?? 1, (count) => {
    if (everyMs) send(votes(count));
    else for (const change of votes(count)) send([change]);
  });
  const dropped = await droppedFrames(ms);
  stop();
  // What is not shown at once is shown in the end.
  const shown = new Map(find<Vote>('rally-vote').map((vote) => [vote.subject.id, vote]));
  const count = (id: string) => shown.get(id)!.shadowRoot!.querySelector('.count')!.textContent;
  await painted(() => ideas.every(({ id, tally }) => count(id) === `${tally.score}`));
  return dropped;
}

Object.assign(globalThis, {
  storm,
  async vote(times: number) {
    const all = [];
    for (let n = 0; n < times; n++) all.push(await once());
    return median(all);
  },
});
