// Runs in stage.html#COUNT: a board of so many ideas in memory, all shown, and `vote`, which times votes on the first.
import { memoryHost } from '@rallykit/backend-memory';
import { median } from './compare.js';
import { painted } from './painted.js';
import { seed } from './seed.js';

const count = Number(location.hash.slice(1));
const host = memoryHost({ communities: { default: seed(count) } });
const bundle = '/rallykit.js';
const { registerBackend } = await import(/* @vite-ignore */ bundle);
await registerBackend('bench', () => () => host.as({ id: 'ana', name: 'Ana', role: 'member' }));
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

Object.assign(globalThis, {
  async vote(times: number) {
    const all = [];
    for (let n = 0; n < times; n++) all.push(await once());
    return median(all);
  },
});
