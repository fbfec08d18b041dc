import {
  command,
  isTombstone,
  type Backend,
  type Capabilities,
  type Change,
  type Command,
  type CommandInputs,
  type CommandType,
  type Entities,
  type Entity,
  type ErrorCode,
  type Kind,
  type ListKind,
  type Query,
  type RallyError,
  type Receipt,
  type Ref,
} from '@rallykit/core';
import { fail, isError, why } from './assert.js';
import type { Persona, Seed, World } from './world.js';

export type Applied = Exclude<Receipt, { error: RallyError }>;

/** What a test gets: a fresh world and what its backend says it can do. */
export interface Stage {
  readonly world: World;
  readonly supports: Capabilities;
  /** Whether the board `process` takes votes against. */
  readonly against: boolean;
  /** How long to wait for what ought to come at once, before saying that it did not. */
  readonly patienceMs: number;
  /** A new connection for one person. */
  as(persona: Persona, community?: string): Promise<Backend>;
  /** Another world, with the same seed unless another is given. */
  another(communities?: Seed['communities']): Promise<World>;
}

const run = Math.random().toString(36).slice(2, 10);
let acts = 0;
/** An id for a command that nobody used yet. */
export const freshId = (): string => `${run}-${++acts}`;

/** Sends one command; its receipt, whether applied or refused. */
export async function send<T extends CommandType>(
  backend: Backend,
  type: T,
  input: CommandInputs[T],
  id = freshId(),
): Promise<Receipt> {
  const receipts = await backend.apply([command(id, type, input) as Command]);
  const [receipt] = receipts;
  if (!receipt || receipts.length !== 1)
    return fail(`${type}: one command ought to get one receipt, not ${receipts.length}`);
  return receipt;
}

/** Sends one command that ought to be applied. */
export async function act<T extends CommandType>(
  backend: Backend,
  type: T,
  input: CommandInputs[T],
  id?: string,
): Promise<Applied> {
  const receipt = await send(backend, type, input, id);
  if (receipt.error) fail(`${type} ought to be applied, but was refused with ${why(receipt.error)}`);
  return receipt;
}

/** Sends one command that ought to be refused. */
export async function refused<T extends CommandType>(
  backend: Backend,
  codes: ErrorCode | readonly ErrorCode[],
  type: T,
  input: CommandInputs[T],
  id?: string,
): Promise<RallyError> {
  const receipt = await send(backend, type, input, id);
  if (!receipt.error) fail(`${type} ought to be refused with ${String(codes)}, but was applied`);
  return isError(receipt.error, codes, type);
}

/** The entity under a ref, which ought to be there. */
export async function read<K extends Kind>(backend: Backend, kind: K, id: string): Promise<Entities[K]> {
  const [found] = await backend.get([{ kind, id }]);
  if (!found || isTombstone(found))
    return fail(`${kind}/${id} ought to be there, but get answers ${JSON.stringify(found)}`);
  return found as Entities[K];
}

/** The entity that a receipt says was put. */
export function putOf<K extends Kind>(changes: readonly Change[], kind: K): Entities[K] {
  const found = changes.flatMap((change) =>
    change.type === 'put' && change.entity.kind === kind ? [change.entity] : [],
  )[0];
  return (
    (found as Entities[K] | undefined) ??
    fail(`the changes ought to have ${kind} among them: ${JSON.stringify(changes)}`)
  );
}

/** All items of a list, page by page. */
export async function listAll<K extends ListKind>(backend: Backend, query: Query<K>): Promise<Entities[K][]> {
  return (await pages(backend, query)).flat();
}

/** The pages of a list. */
export async function pages<K extends ListKind>(backend: Backend, query: Query<K>): Promise<Entities[K][][]> {
  const all: Entities[K][][] = [];
  let after = query.after;
  do {
    const page = await backend.list(after === undefined ? query : { ...query, after });
    all.push([...page.items]);
    after = page.next;
    if (all.length > 2_000) fail(`the pages of ${JSON.stringify(query)} have no end`);
  } while (after !== undefined);
  return all;
}

/** Everything that a reader finds in a community: what must not differ after a refusal. */
export async function snapshot(stage: Stage, community?: string): Promise<Record<string, readonly Entity[]>> {
  const reader = await stage.as('anonymous', community);
  const found: Record<string, readonly Entity[]> = {};
  for (const kind of stage.supports.kinds)
    found[kind] = await listAll(reader, { kind, first: stage.supports.limits.page });
  await reader.close();
  return found;
}

export const idsOf = (items: readonly Ref[]): string[] => items.map(({ id }) => id);

/** A change in short, for comparing histories. */
export const mark = (change: Change): string => {
  const { kind, id, revision } = change.type === 'put' ? change.entity : change.tombstone;
  return `${change.type} ${kind}/${id} #${revision}`;
};

/** The input that makes an idea. */
export const newIdea = (id: string, board = 'ideas') => ({ id, board, title: `Idea ${id}` });

/** Makes ideas one after the other; resolves to their ids. */
export async function makeIdeas(stage: Stage, prefix: string, count: number): Promise<string[]> {
  const ana = await stage.as('ana');
  const ids = Array.from({ length: count }, (_, at) => `${prefix}${at}`);
  for (const id of ids) await act(ana, 'idea.create', newIdea(id));
  return ids;
}
