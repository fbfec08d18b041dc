import { isTombstone, type Change, type Scope } from './backend.js';
import { boardOf, type Entity, type Tombstone } from './entity.js';

/** A change as a history keeps it. */
export interface Told {
  readonly change: Change;
  /** The board that it is told on; none for what belongs to the whole community. */
  readonly board?: string;
  /** The board that its entity was moved from, where it is told too. */
  readonly from?: string;
}

/** How a change is told, by what there was before. A tombstone has no board: it is told where its entity was. */
export function told(change: Change, before: Entity | Tombstone | null | undefined): Told {
  const was = before && !isTombstone(before) ? boardOf(before) : undefined;
  const board = change.type === 'put' ? boardOf(change.entity) : was;
  const from = was !== undefined && was !== board;
  return { change, ...(board !== undefined && { board }), ...(from && { from: was }) };
}

/** Whether who watches these boards is told of it. */
export const concerns = ({ board, from }: Pick<Told, 'board' | 'from'>, { boards }: Scope): boolean =>
  !boards || board === undefined || boards.includes(board) || (from !== undefined && boards.includes(from));
