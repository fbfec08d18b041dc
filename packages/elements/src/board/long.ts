// What a list takes that has got long: loaded when it has.
import type { ListState } from '@rallykit/store';
import { looksLike } from './rows.js';

/** So many rows are a group. */
const groupSize = 20;

/**
 * Puts rows in order, in groups that the board's style lets cost nothing while they are far from the window. A browser looks
 * in each frame where each of those is, so that every row for itself would cost more than it saves.
 */
export function inGroups(list: Element, rows: readonly Element[]): void {
  let last: Element | undefined;
  /** How many of its group stand up to there. */
  let filled = 0;
  for (const row of rows) {
    const next = last
      ? (last.nextElementSibling ?? last.parentElement!.nextElementSibling?.firstElementChild)
      : list.firstElementChild?.firstElementChild;
    const goesOn = () => row.parentElement === last?.parentElement;
    if (row !== next || (goesOn() && filled >= 2 * groupSize)) put(list, row, last);
    filled = goesOn() ? filled + 1 : 1;
    last = row;
  }
  for (const group of [...list.children]) if (!group.firstElementChild) group.remove();
}

/** Puts a row after another, or first; in a new group where that one is full. */
function put(list: Element, row: Element, last: Element | undefined): void {
  const group = last ? last.parentElement : list.firstElementChild;
  const next = last ? last.nextElementSibling : (group?.firstElementChild ?? null);
  // What comes in between does not cut a group in two before it has twice its size: what moves loses the focus.
  if (group && group.childElementCount < groupSize * (next ? 2 : 1))
    return void group.insertBefore(row, next);
  const made = document.createElement('div');
  made.append(row);
  list.insertBefore(made, last ? group!.nextSibling : group);
}

/** Whether two states of a list differ, and that by nothing but the votes on its posts. */
export const differByVotes = (a: ListState, b: ListState): boolean =>
  a.items.length === b.items.length &&
  a.items.some((item, at) => item !== b.items[at]) &&
  JSON.stringify({ ...a, items: 0 }) === JSON.stringify({ ...b, items: 0 }) &&
  a.items.every((item, at) => looksLike(item, b.items[at]!));
