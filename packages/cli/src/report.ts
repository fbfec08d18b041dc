import type { Kind } from '@rallykit/core';

/** How often something happened, and to which rows of the file: the first few. */
export interface Note {
  readonly why: string;
  readonly count: number;
  readonly rows: readonly string[];
}

type Counts = Partial<Record<Kind, number>>;

const examples = 20;

/** What became of the rows of a file. Its size does not grow with the file's. */
export class Report {
  readonly taken: Counts = {};
  readonly alreadyThere: Counts = {};
  readonly #changed = new Map<string, { count: number; rows: string[] }>();
  readonly #leftOut = new Map<string, { count: number; rows: string[] }>();

  take(kind: Kind): void {
    this.taken[kind] = (this.taken[kind] ?? 0) + 1;
  }

  wasThere(kind: Kind): void {
    this.alreadyThere[kind] = (this.alreadyThere[kind] ?? 0) + 1;
  }

  /** A row that is there now, but not as it stands in the file. */
  change(row: string, what: string): void {
    note(this.#changed, row, what);
  }

  leaveOut(row: string, why: string): void {
    note(this.#leftOut, row, why);
  }

  get changed(): Note[] {
    return notes(this.#changed);
  }

  get leftOut(): Note[] {
    return notes(this.#leftOut);
  }

  toJSON() {
    const { taken, alreadyThere, changed, leftOut } = this;
    return { taken, alreadyThere, changed, leftOut };
  }

  toString(): string {
    return [
      `Taken: ${countsText(this.taken)}`,
      `Already there: ${countsText(this.alreadyThere)}`,
      `Changed: ${notesText(this.changed)}`,
      `Left out: ${notesText(this.leftOut)}`,
    ].join('\n');
  }
}

function note(notes: Map<string, { count: number; rows: string[] }>, row: string, why: string): void {
  const known = notes.get(why);
  if (!known) notes.set(why, { count: 1, rows: [row] });
  else if (++known.count <= examples) known.rows.push(row);
}

const notes = (all: ReadonlyMap<string, { count: number; rows: string[] }>): Note[] =>
  [...all].map(([why, { count, rows }]) => ({ why, count, rows }));

export const number = new Intl.NumberFormat('en').format;

const plurals: Record<Kind, string> = {
  community: 'communities',
  goal: 'goals',
  board: 'boards',
  idea: 'ideas',
  question: 'questions',
  answer: 'answers',
  comment: 'comments',
  poll: 'polls',
  update: 'updates',
  member: 'members',
  vote: 'votes',
  ballot: 'ballots',
  step: 'steps',
  follow: 'follows',
  notification: 'notifications',
  mark: 'marks',
  audit: 'audit entries',
};

/** Such as "246 ideas, 1 board"; "nothing" when there is none. */
export const countsText = (counts: Counts): string =>
  Object.entries(counts)
    .map(([kind, n]) => `${number(n)} ${n === 1 ? kind : plurals[kind as Kind]}`)
    .join(', ') || 'nothing';

function notesText(all: readonly Note[]): string {
  if (all.length === 0) return 'nothing';
  return all
    .map(({ why, count, rows }) => {
      const shown = rows.slice(0, 5).join(', ');
      return `\n  ${number(count)} × ${why}\n    ${shown}${count > 5 ? ', …' : ''}`;
    })
    .join('');
}
