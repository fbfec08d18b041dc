// Runs before a measured page: notes when the first idea and when all can be voted on, and how far things move.
import { painted } from './painted.js';

const seen: Record<string, number> = { shift: 0 };
Object.assign(globalThis, { seen });

/** How many ideas can be voted on: in RallyKit's board, or in the page by hand. */
function votes(): number {
  const board = document.querySelector('rally-ideas');
  if (!board) return document.querySelectorAll('button.vote').length;
  const all = [...(board.shadowRoot?.querySelectorAll('rally-vote') ?? [])];
  return all.filter((vote) => vote.shadowRoot?.querySelector('button[aria-disabled=false]')).length;
}

void painted(() => votes() > 0).then((at) => (seen['usable'] = at));
void painted(() => votes() === 6).then((at) => (seen['whole'] = at));
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) seen['shift']! += (entry as unknown as { value: number }).value;
}).observe({ type: 'layout-shift', buffered: true });
