// Runs in stage.html#COUNT: a board of so many ideas in memory, all shown; `vote`, which times votes on the first, and
// `storm`, which lets others vote on all and counts the frames that are dropped.
import { memoryHost } from '@rallykit/backend-memory';
import type { Backend, Idea, LiveEvent } from '@rallykit/core';
import { median } from './compare.js';
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

const find = (selector: string) => [...(board.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? [])];
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
const ideas = [...(await ana.list({ kind: 'idea', board: 'ideas', first: 100 })).items] as Idea[];

/** How many frames came late in so many milliseconds, while so many changes a second were told, each by itself. */
async function storm(ms: number, perSecond: number): Promise<{ frames: number; late: number }> {
  const counts = () =>
    find('rally-vote').map((vote) => vote.shadowRoot!.querySelector('.count')!.textContent);
  const before = counts();
  const began = performance.now();
  let told = 0;
  const timer = setInterval(() => {
    for (; told < ((performance.now() - began) * perSecond) / 1000; told++) {
      const idea = ideas[told % ideas.length]!;
      const score = idea.tally.score + 1;
      const entity = { ...idea, revision: idea.revision + 1, tally: { ...idea.tally, score, up: score } };
      ideas[told % ideas.length] = entity;
      tell({ type: 'changes', changes: [{ type: 'put', entity }], at: `a${told + 1}` as never });
    }
  }, 1);
  const at: number[] = [];
  while (performance.now() - began < ms) at.push(await new Promise<number>(requestAnimationFrame));
  clearInterval(timer);
  await painted(() => true);
  const changed = counts().filter((count, n) => count !== before[n]).length;
  if (changed !== Math.min(told, ideas.length))
    throw new Error(`${changed} counts changed by ${told} votes.`);
  const late = at.slice(1).filter((time, n) => time - at[n]! > 25).length;
  return { frames: at.length, late };
}

Object.assign(globalThis, {
  storm,
  async vote(times: number) {
    const all = [];
    for (let n = 0; n < times; n++) all.push(await once());
    return median(all);
  },
});
