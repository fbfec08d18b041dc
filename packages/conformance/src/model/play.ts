import type { Backend, Capabilities, Receipt, ResumeToken } from '@rallykit/core';
import type { Scheduler } from 'fast-check';
import type { CreateWorld, Persona, World } from '../world.js';
import { stock } from './draws.js';
import { sameForReader, sameInFeed } from './observe.js';
import { explain, type Call } from './order.js';
import type { Batch, Program, Round } from './program.js';
import { ModelState } from './state.js';

/** Told of each receipt; `raced` when other commands were under way. */
export type Watch = (batch: Batch, receipts: readonly Receipt[], raced: boolean) => void;

/** Plays one sequence in a world of its own; rejects with what is not as the model has it. */
export async function play(
  createWorld: CreateWorld,
  { rounds, reader }: Program,
  scheduler: Scheduler,
  onReceipts: Watch,
): Promise<void> {
  const world = await createWorld({ communities: { default: stock } });
  const open: Backend[] = [];
  try {
    const players = new Players(world, open);
    const operator = await players.as('operator');
    const supports = await operator.supports();
    const from = await beginning(operator, supports);
    let model = ModelState.filled(supports, stock);
    for (const round of rounds) {
      const calls =
        round.length === 1 ? await inTurn(players, round[0]!) : await race(players, round, scheduler);
      for (const call of calls) onReceipts(call, call.receipts, round.length > 1);
      model = explain(model, calls);
    }
    for (const persona of new Set<Persona>(['operator', reader]))
      await sameForReader(await players.as(persona), supports, model, persona);
    if (from !== undefined) await sameInFeed(operator, model, from);
  } finally {
    for (const backend of open) await backend.close();
    await world.close();
  }
}

/** A place in the feed to come back to, where the backend can. */
async function beginning(operator: Backend, supports: Capabilities): Promise<ResumeToken | undefined> {
  const [kind] = supports.kinds;
  if (!supports.live.resume || kind === undefined) return undefined;
  return (await operator.list({ kind, first: 0 })).asOf;
}

/** Connections of people to one world, one for each tab. */
class Players {
  readonly #world: World;
  readonly #open: Backend[];
  readonly #tabs = new Map<string, Promise<Backend>>();

  constructor(world: World, open: Backend[]) {
    this.#world = world;
    this.#open = open;
  }

  as(persona: Persona, tab = 0): Promise<Backend> {
    const key = `${tab} ${persona}`;
    const known = this.#tabs.get(key);
    if (known) return known;
    const opening = Promise.resolve(this.#world.connect(persona)).then((backend) => {
      this.#open.push(backend);
      return backend;
    });
    this.#tabs.set(key, opening);
    return opening;
  }
}

async function inTurn(players: Players, batches: readonly Batch[]): Promise<Call[]> {
  const calls: Call[] = [];
  let clock = 0;
  for (const { by, commands } of batches) {
    const sentAt = clock++;
    const receipts = await send(await players.as(by), commands);
    calls.push({ by, commands, receipts, sentAt, answeredAt: clock++ });
  }
  return calls;
}

/** Each tab sends its batches one after the other; when each is sent and each answer is taken is the scheduler's to say. */
async function race(players: Players, tabs: Round, scheduler: Scheduler): Promise<Call[]> {
  const calls: Call[] = [];
  let clock = 0;
  const backends = await Promise.all(tabs.map((batches, tab) => players.as(batches[0]!.by, tab)));
  const playing = tabs.map(async (batches, tab) => {
    for (const { by, commands } of batches) {
      await scheduler.schedule(Promise.resolve(), `tab ${tab + 1} sends`);
      const sentAt = clock++;
      const answer = send(backends[tab]!, commands).then((receipts) =>
        calls.push({ by, commands, receipts, sentAt, answeredAt: clock++ }),
      );
      await scheduler.schedule(answer, `tab ${tab + 1} is answered`);
    }
  });
  await scheduler.waitFor(Promise.all(playing));
  return calls;
}

async function send(backend: Backend, commands: Batch['commands']): Promise<readonly Receipt[]> {
  const receipts = await backend.apply(commands);
  const [ids, expected] = [receipts, commands].map((all) => all.map(({ id }) => id).join(', '));
  if (ids === expected) return receipts;
  throw new Error(`the receipts of ${expected} ought to be for these in this order, but are for ${ids}`);
}
