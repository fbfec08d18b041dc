import { setImmediate as nextTurn } from 'node:timers/promises';
import { RallyError, toRallyError } from '@rallykit/core';
import type { Kysely } from 'kysely';
import { inTrouble, sqliteError } from './errors.js';
import type { Feed } from './feed.js';
import type { OpenFile } from './open.js';
import type { Tables } from './tables.js';
import { Unit, type Act, type Outcome } from './unit.js';

/** Commands that share one transaction, at most: bounds how long a small one waits behind an import. */
const commandsAtOnce = 100;
const hour = 3_600_000;

export interface WriterOptions {
  readonly now: () => number;
  /** Commands kept in the log of each community. */
  readonly retention: number;
  /** How long the outcome of a command is remembered. */
  readonly receiptsMs: number;
}

type Answer = Outcome | { readonly error: RallyError };

interface Job extends Act {
  readonly community: string;
  readonly resolve: (answer: Answer) => void;
}

/**
 * Carries out commands one after the other. Those that arrive while the disk is busy with a commit share the next one,
 * so that many writers, or one long import, wait for it once.
 */
export class Writer {
  readonly #file: OpenFile;
  readonly #feed: Feed;
  readonly #options: WriterOptions;
  #queue: Job[] = [];
  #working: Promise<void> | undefined;
  #cleanedAt = -Infinity;

  constructor(file: OpenFile, feed: Feed, options: WriterOptions) {
    this.#file = file;
    this.#feed = feed;
    this.#options = options;
  }

  /** Resolves once the outcome is on the disk, in the order of the calls; rejects with the RallyError of a refusal or failure. */
  async run(community: string, act: Act): Promise<Outcome> {
    const answer = await new Promise<Answer>((resolve) => {
      this.#queue.push({ ...act, community, resolve });
      this.#working ??= this.#work();
    });
    if ('error' in answer) throw answer.error;
    return answer;
  }

  /** Resolves when all that was asked so far is done. */
  async idle(): Promise<void> {
    await this.#working;
  }

  async #work(): Promise<void> {
    for (;;) {
      // libsql holds up the event loop: this lets in the requests that have arrived meanwhile.
      await nextTurn();
      const jobs = this.#queue.splice(0, commandsAtOnce);
      if (jobs.length === 0) break;
      const answers = await this.#together(jobs).catch((thrown: unknown) =>
        inTrouble(thrown) ? jobs.map(() => this.#failure(thrown)) : this.#apart(jobs),
      );
      this.#feed.committed(new Set(jobs.map(({ community }) => community)));
      jobs.forEach(({ resolve }, at) => resolve(answers[at] as Answer));
    }
    this.#working = undefined;
  }

  /** All in one transaction. Rejects, with nothing done, when the store fails; a command that is refused is no failure. */
  #together(jobs: readonly Job[]): Promise<Answer[]> {
    const { now, retention } = this.#options;
    return this.#file.write.transaction().execute(async (db) => {
      const answers = new Map<Job, Answer>();
      for (const community of new Set(jobs.map((job) => job.community))) {
        const here = jobs.filter((job) => job.community === community);
        const unit = await Unit.begin(db, community, here);
        for (const job of here) answers.set(job, await unit.run(job, now()).catch(refusal));
        await unit.flush(retention);
      }
      await this.#cleanUp(db);
      return jobs.map((job) => answers.get(job) as Answer);
    });
  }

  /** One transaction each: what the store can't take does not take its neighbours along. */
  async #apart(jobs: readonly Job[]): Promise<Answer[]> {
    const answers: Answer[] = [];
    for (const job of jobs) {
      const alone = await this.#together([job]).catch((thrown: unknown) => [this.#failure(thrown)]);
      answers.push(...alone);
    }
    return answers;
  }

  #failure(thrown: unknown): Answer {
    return { error: toRallyError(sqliteError(this.#file.path, thrown)) };
  }

  /** Forgets outcomes that are older than promised, now and then. */
  async #cleanUp(db: Kysely<Tables>): Promise<void> {
    const now = this.#options.now();
    if (now - this.#cleanedAt < hour) return;
    this.#cleanedAt = now;
    await db
      .deleteFrom('receipt')
      .where('at', '<', now - this.#options.receiptsMs)
      .execute();
  }
}

/** A refusal is an answer; anything else that was thrown fails the transaction. */
function refusal(thrown: unknown): Answer {
  if (RallyError.is(thrown)) return { error: thrown };
  throw thrown;
}
