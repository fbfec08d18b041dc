import type { Command, RallyError, Receipt } from '@rallykit/core';
import type { Keeper, KeptAct } from './keeper.js';
import { problemOf } from './problem.js';
import type { Signal } from './signal.js';
import type { RefusedAct } from './types.js';

interface Refusal extends RefusedAct {
  readonly person: string | null;
}

/** Refusals whose page was gone before it could tell them: each is shown to its own author until they have seen it. */
export class Refusals {
  readonly #shown: Signal<readonly RefusedAct[]>;
  readonly #keeper: Keeper | undefined;
  #all: readonly Refusal[] = [];
  #person: string | null | undefined;

  constructor(shown: Signal<readonly RefusedAct[]>, keeper: Keeper | undefined) {
    this.#shown = shown;
    this.#keeper = keeper;
  }

  /**
   * Keeps what refuses these acts in their place, so that none that was told as refused is sent after a crash: whether
   * another tab has kept one is not always known here.
   */
  async keep(acts: readonly KeptAct[], receipts: readonly Receipt[]): Promise<void> {
    const keeping = receipts.map(async ({ id, error }) => {
      const act = error && acts.find(({ command }) => command.id === id);
      if (!act) return;
      const { command, at, person } = act;
      await this.#keeper?.keep({ command, at, person, refused: problemOf(error) });
    });
    // Full: it is told all the same, and told again if it was sent again.
    await Promise.allSettled(keeping);
  }

  show(command: Command, error: RallyError, person: string | null): void {
    if (this.#all.some((known) => known.command.id === command.id)) return;
    this.#all = [...this.#all, { command, error, person }];
    this.#tell();
  }

  forget(ids: readonly string[]): void {
    const left = this.#all.filter(({ command: { id } }) => !ids.includes(id));
    if (left.length === this.#all.length) return;
    this.#all = left;
    this.#tell();
  }

  /** It is this person who looks. */
  meet(person: string | null | undefined): void {
    this.#person = person;
    this.#tell();
  }

  #tell(): void {
    const theirs = this.#all.filter(({ person }) => person === this.#person);
    if (theirs.length > 0 || this.#shown.value.length > 0) this.#shown.set(theirs);
  }
}
