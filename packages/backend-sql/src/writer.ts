import { setImmediate as nextTurn } from 'node:timers/promises';
import { RallyError, toRallyError } from '@rallykit/core';
import type { Database } from './dialect.js';
import type { Feed } from './feed.js';
import { Unit, type Act, type Outcome } from './unit.js';

/** Commands that share one transaction, at most: bounds how long a small one waits behind an import. */
const commandsAtOnce = 100;

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

/** Commands that are carried out one after the other. */
interface Line {
  queue: Job[];
  readonly working: Promise<void>;
}

/**
 * Carries out commands one after the other; those of different communities side by side where the database can. Those
 * that arrive while a commit is under way share the next one, so that many writers, or one long import, wait for the disk
 * once.
 */
export class Writer {
  readonly #database: Database;
  readonly #feed: Feed;
  readonly #options: WriterOptions;
  /** Those with work, by community; all in one where the database takes one transaction at a time. */
  readonly #lines = new Map<string, Line>();

  constructor(database: Database, feed: Feed, options: WriterOptions) {
    this.#database = database;
    this.#feed = feed;
    this.#options = options;
  }

  /** Resolves once the outcome is on the disk, in the order of the calls; rejects with the RallyError of a refusal or failure. */
  async run(community: string, act: Act): Promise<Outcome> {
    const answer = await new Promise<Answer>((resolve) => this.#enqueue({ ...act, community, resolve }));
    if ('error' in answer) throw answer.error;
    return answer;
  }

  /** Resolves when all that was asked so far is done. */
  async idle(): Promise<void> {
    await Promise.all([...this.#lines.values()].map(({ working }) => working));
  }

  #enqueue(job: Job): void {
    const name = this.#database.dialect.parallel ? job.community : '';
    const line = this.#lines.get(name);
    if (line) line.queue.push(job);
    else this.#lines.set(name, { queue: [job], working: this.#work(name) });
  }

  async #work(name: string): Promise<void> {
    for (;;) {
      // libsql holds up the event loop: this lets in the requests that have arrived meanwhile.
      await nextTurn();
      const jobs = this.#lines.get(name)?.queue.splice(0, commandsAtOnce) ?? [];
      if (jobs.length === 0) break;
      const answers = await this.#together(jobs).catch((thrown: unknown) =>
        this.#database.inTrouble(thrown) ? jobs.map(() => this.#failure(thrown)) : this.#apart(jobs),
      );
      this.#feed.committed(new Set(jobs.map(({ community }) => community)));
      jobs.forEach(({ resolve }, at) => resolve(answers[at] as Answer));
    }
    this.#lines.delete(name);
  }

  /** All in one transaction. Rejects, with nothing done, when the store fails; a command that is refused is no failure. */
  #together(jobs: readonly Job[]): Promise<Answer[]> {
    const { now, retention, receiptsMs } = this.#options;
    const { dialect } = this.#database;
    return this.#database.write(async (db) => {
      const answers = new Map<Job, Answer>();
      for (const community of new Set(jobs.map((job) => job.community))) {
        const here = jobs.filter((job) => job.community === community);
        const unit = await Unit.begin(db, dialect, community, here);
        for (const job of here) answers.set(job, await unit.run(job, now()).catch(refusal));
        await unit.flush(retention, now() - receiptsMs);
      }
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
    return { error: toRallyError(this.#database.explain(thrown)) };
  }
}

/** A refusal is an answer; anything else that was thrown fails the transaction. */
function refusal(thrown: unknown): Answer {
  if (RallyError.is(thrown)) return { error: thrown };
  throw thrown;
}
