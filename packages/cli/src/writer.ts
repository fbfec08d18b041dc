import { createHash } from 'node:crypto';
import { command, importKey, type Backend, type Command, type Entity, type Kind } from '@rallykit/core';
import type { Report } from './report.js';

/** An entity on its way in. */
export interface Item {
  readonly entity: Entity;
  /** Where it stands in the file, as a person finds it: "row 17 (id 5663042)". */
  readonly row: string;
  /** In what it differs from the file. */
  readonly changed?: readonly string[];
  /** As it stands, counts included: of a whole community's export. */
  readonly exact?: true;
}

/**
 * The command that takes an entity over. Its id follows from the entity, so taking over the same file again is the same
 * act; a newer file's version of an entity is another act, which leaves the one that is here as it is.
 */
export function importCommand(entity: Entity, exact?: true): Command {
  const hash = createHash('sha256')
    .update(JSON.stringify([importKey(entity), entity, ...(exact ? [exact] : [])]))
    .digest('hex');
  return command(hash, 'entity.import', { entity, ...(exact && { exact }) });
}

/** Writes entities in batches, in the order given: what others hang on comes first. */
export class Writer {
  readonly #backend: Backend;
  readonly #report: Report;
  readonly #onWritten: (total: number) => void;
  readonly #waiting: Item[] = [];
  #batch: number | undefined;
  #written = 0;

  constructor(backend: Backend, report: Report, onWritten: (total: number) => void = () => {}) {
    this.#backend = backend;
    this.#report = report;
    this.#onWritten = onWritten;
  }

  async add(items: Iterable<Item>): Promise<void> {
    this.#batch ??= (await this.#backend.supports()).batch.max;
    this.#waiting.push(...items);
    while (this.#waiting.length >= this.#batch) await this.#write(this.#waiting.splice(0, this.#batch));
  }

  /** Writes what still waits for its batch to fill. */
  async end(): Promise<void> {
    if (this.#waiting.length > 0) await this.#write(this.#waiting.splice(0));
  }

  async #write(items: readonly Item[]): Promise<void> {
    const receipts = await this.#backend.apply(
      items.map(({ entity, exact }) => importCommand(entity, exact)),
    );
    receipts.forEach((receipt, at) => {
      const { entity, row, changed = [] } = items[at]!;
      if (receipt.error) {
        // Only what is wrong with the row itself concerns that row alone.
        if (receipt.error.code !== 'invalid' && receipt.error.code !== 'not-found') throw receipt.error;
        this.#report.leaveOut(`${row}, ${entity.kind}`, receipt.error.message);
      } else if (receipt.replayed || receipt.changes.length === 0) this.#report.wasThere(entity.kind);
      else {
        this.#report.take(entity.kind);
        for (const what of changed) this.#report.change(row, what);
      }
    });
    this.#onWritten((this.#written += items.length));
  }
}

/** What every entity that is taken over starts with. */
export const imported = <K extends Kind>(kind: K, id: string, createdAt: number, updatedAt = createdAt) =>
  ({ kind, id, revision: 1, createdAt, updatedAt: Math.max(createdAt, updatedAt) }) as const;

/** A tally of votes whose voters are not known. */
export const countOnly = (votes: number) => ({ score: votes, up: 0, down: 0, imported: votes });
