import { memoryHost } from '@rallykit/backend-memory';
import {
  command,
  RallyError,
  type Backend,
  type Call,
  type Command,
  type Identity,
  type LiveEvent,
  type Receipt,
  type ResumeToken,
} from '@rallykit/core';
import { people, seed, start } from '../community.test.world.js';
import type { Tab } from '../browser.test.world.js';
import type { Token } from '../types.js';
import type { Chance, Clock } from './clock.test.world.js';

/** Asked by Ana. */
export const question = 'question-1';

export type Who = 'ana' | 'ben' | null;

/** The way from one browser to the server. */
export class Line {
  down = false;
  /** The share of requests that are lost on their way, and of answers. */
  lossy = 0;
  longestMs = 40;
  /** Streams that are open. */
  readonly streams = new Set<{ readonly who: Who; cut(): void }>();
}

export interface Observer {
  /** A command leaves a tab. */
  sent(command: Command, tab: Tab): void;
  /** It arrived, as this person. */
  arrived(command: Command, who: Who, tab: Tab): void;
  /** The server did what it was told, for the first time. */
  applied(command: Command): void;
  /** The server would not do it. */
  refused(command: Command): void;
  /** Acts arrived that a tab sent then. */
  asked(tab: Tab, who: Who, sentAt: number): void;
  /** A tab hears that it is to wait. */
  refusedUntil(tab: Tab, who: Who, at: number): void;
  note(what: string): void;
}

/** A server that restarts, loses its place in the history, has enough, and lets tokens end; behind lines that fail. */
export class Server {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly observer: Observer;
  readonly host;
  /** Grows when resume tokens of before mean nothing any more. */
  epoch = 1;
  down = false;
  /** So many commands more are told to wait. */
  busy = 0;
  /** Number of the token of each person that is good. */
  readonly good = { ana: 1, ben: 1 };
  readonly lines = new Set<Line>();
  /** It tells of nothing by itself. */
  readonly isAsked: boolean;
  readonly #connections = new Map<Who, Backend>();

  constructor(clock: Clock, chance: Chance, observer: Observer) {
    this.clock = clock;
    this.chance = chance;
    this.observer = observer;
    this.isAsked = chance.is(0.15);
    this.host = memoryHost({
      communities: { default: seed(3) },
      epoch: 'e',
      now: () => clock.now,
    });
  }

  /** What somebody asked before anybody looks. */
  async begin(): Promise<void> {
    const input = { id: question, board: 'product', title: 'How?' };
    await this.as('ana').apply([command('asked', 'question.create', input) as Command]);
  }

  as(who: Who): Backend {
    let connection = this.#connections.get(who);
    if (!connection) {
      connection = this.host.as(who && (people[who] as Identity));
      this.#connections.set(who, connection);
    }
    return connection;
  }

  tokenOf = (who: Who) => (who ? `${who}.${this.good[who]}` : undefined);

  #whose(token: string | undefined): Who {
    if (token === undefined) return null;
    const [who, n] = token.split('.') as ['ana' | 'ben', string];
    if (this.good[who] !== Number(n)) throw new RallyError('unauthenticated', 'This token has ended.');
    return who;
  }

  cut(): void {
    for (const line of this.lines) for (const stream of [...line.streams]) stream.cut();
  }

  connect(tab: Tab, line: Line, token: Token | undefined): Backend {
    this.lines.add(line);
    const { clock, chance, observer } = this;
    const leg = () => clock.wait(1 + chance.below(line.longestMs));
    const lost = () => new RallyError('offline', 'No answer came.');
    const text = async () => (typeof token === 'function' ? await token() : token);

    const travel = async <T>(
      work: (backend: Backend, who: Who) => Promise<T>,
      isApply: boolean,
      tooMuch: (who: Who, until: number) => void,
    ): Promise<T> => {
      const sentAt = clock.now;
      const given = await text();
      await leg();
      if (line.down || chance.is(line.lossy)) throw lost();
      if (this.down) throw new RallyError('unavailable', 'The server starts.');
      const who = this.#whose(given);
      if (isApply) observer.asked(tab, who, sentAt);
      if (isApply && this.busy > 0) {
        this.busy--;
        const retryAfterMs = 1_000 + chance.below(20_000);
        tooMuch(who, clock.now + retryAfterMs);
        throw new RallyError('rate-limited', 'Too many at once.', { retryAfterMs });
      }
      const answer = await work(this.as(who), who);
      // The network doubles it: the second comes after whatever came meanwhile. What a server refused it does not know
      // again, so that a doubled refusal is another try.
      const isRefused = isApply && (answer as Receipt[]).some((receipt) => receipt.error);
      if (!isRefused && chance.is(0.1)) void leg().then(() => work(this.as(who), who).catch(() => {}));
      await leg();
      if (line.down || chance.is(line.lossy)) throw lost();
      return answer;
    };
    const request = <T>(
      call: Call | undefined,
      work: (backend: Backend, who: Who) => Promise<T>,
      isApply = false,
    ) =>
      new Promise<T>((resolve, reject) => {
        const signal = call?.signal;
        const aborted = () => reject(new RallyError('aborted', 'Cancelled.'));
        if (signal?.aborted) return aborted();
        signal?.addEventListener('abort', aborted, { once: true });
        const settle = (run: () => void) => {
          signal?.removeEventListener('abort', aborted);
          tab.whenAwake(run);
        };
        let hears = () => {};
        const tooMuch = (who: Who, until: number) => {
          hears = () => observer.refusedUntil(tab, who, until);
        };
        travel(work, isApply, tooMuch).then(
          (answer) => settle(() => resolve(answer)),
          (error: unknown) =>
            settle(() => {
              // Who does not wait for the answer any more is not told.
              if (!signal?.aborted) hears();
              reject(error as Error);
            }),
        );
      });
    const marked = (at: ResumeToken) => `${this.epoch}|${at}` as ResumeToken;

    const backend = tab.mortal({
      name: 'simulated',
      supports: (call) =>
        request(call, async (backend) => {
          const { live, ...can } = await backend.supports();
          return { ...can, live: { ...live, mode: this.isAsked ? 'poll' : live.mode } };
        }),
      viewer: (call) => request(call, (backend) => backend.viewer()),
      get: (refs, call) => request(call, (backend) => backend.get(refs)),
      list: (query, call) =>
        request(call, async (backend) => {
          const page = await backend.list(query);
          return { ...page, asOf: marked(page.asOf) };
        }),
      apply: (commands, call) => {
        for (const each of commands) observer.sent(each, tab);
        const work = async (backend: Backend, who: Who) => {
          for (const each of commands) observer.arrived(each, who, tab);
          const receipts = await backend.apply(commands);
          return receipts.map((receipt, at): Receipt => {
            if (receipt.error) {
              observer.refused(commands[at]!);
              return receipt;
            }
            if (!receipt.replayed) observer.applied(commands[at]!);
            return { ...receipt, at: marked(receipt.at) };
          });
        };
        return request(call, work, true);
      },
      watch: (scope, from, call) => this.#watch(tab, line, text, scope, from, call ?? {}),
      close: async () => {},
    });
    const { watch: _, ...silent } = backend;
    return this.isAsked ? silent : backend;
  }

  async *#watch(
    tab: Tab,
    line: Line,
    text: () => Promise<string | undefined>,
    scope: Parameters<NonNullable<Backend['watch']>>[0],
    from: ResumeToken | undefined,
    { signal }: Call,
  ): AsyncGenerator<LiveEvent, void> {
    const { clock, chance } = this;
    const given = await text();
    await clock.wait(1 + chance.below(line.longestMs));
    if (signal?.aborted) return;
    if (line.down || this.down) throw new RallyError('offline', 'No network.');
    const who = this.#whose(given);
    const [epoch, token] = from?.split('|') ?? [];
    if (from !== undefined && Number(epoch) !== this.epoch) return yield { type: 'reset', reason: 'epoch' };
    const queue: LiveEvent[] = [];
    let wake = () => {};
    const broken = new AbortController();
    const ended = signal ? AbortSignal.any([signal, broken.signal]) : broken.signal;
    ended.addEventListener('abort', () => wake(), { once: true });
    const stream = { who, cut: () => broken.abort() };
    line.streams.add(stream);
    const named = `stream of ${who} in ${[...this.lines].indexOf(line) + 1}.${tab.browser.tabs.indexOf(tab) + 1}`;
    this.observer.note(`${named} opens from ${from}`);
    let last = 0;
    const now = this.epoch;
    const deliver = (event: LiveEvent) => {
      last = Math.max(last, clock.now + 1 + chance.below(line.longestMs));
      clock.after(last - clock.now, () => {
        queue.push(event);
        this.observer.note(`${named} tells ${event.type}`);
        tab.whenAwake(() => wake());
      });
    };
    const pump = (async () => {
      const watched = this.as(who).watch!(scope, token as ResumeToken | undefined, { signal: ended });
      for await (const event of watched) {
        const told: LiveEvent =
          event.type === 'reset' ? event : { ...event, at: `${now}|${event.at}` as ResumeToken };
        deliver(told);
        if (chance.is(0.05)) deliver(told);
      }
    })();
    try {
      while (!ended.aborted) {
        const event = queue.shift();
        if (event) yield event;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
      if (!signal?.aborted) throw new RallyError('offline', 'The stream broke.');
    } finally {
      broken.abort();
      line.streams.delete(stream);
      this.observer.note(`${named} ends`);
      await pump;
    }
  }

  now = () => this.clock.now;
  static readonly start = start;
}
