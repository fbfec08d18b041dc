import { memoryHost } from '@rallykit/backend-memory';
import { personas, type CreateWorld, type Persona } from '@rallykit/conformance';
import {
  isTombstone,
  type RallyError,
  type Backend,
  type BackendHost,
  type Call,
  type Command,
  type CommandId,
  type CommandInputs,
  type CommandType,
  type Entities,
  type Entity,
  type Identity,
  type ListKind,
  type LiveEvent,
  type Page,
  type Query,
  type Receipt,
  type ResumeToken,
  type Scope,
} from '@rallykit/core';

/** A backend that is broken in one way, and the tests that have to notice. */
export interface Mutant {
  readonly name: string;
  /** How the names of those tests begin, at least one of which fails. */
  readonly caughtBy: readonly string[];
  readonly createWorld: CreateWorld;
}

/** What a mutant can reach. */
export interface Lab {
  readonly persona: Persona;
  readonly identity: Identity | null;
  readonly community: string | undefined;
  readonly host: BackendHost;
  /** Shared by all connections of one world. */
  readonly shared: Map<string, unknown>;
}

export type Alter = (backend: Backend, lab: Lab) => Partial<Backend>;

/** A mutant that changes some methods of each connection. */
export function mutant(name: string, caughtBy: string | readonly string[], alter: Alter): Mutant {
  return {
    name,
    caughtBy: [caughtBy].flat(),
    createWorld: (seed) => {
      const host = memoryHost(seed);
      const shared = new Map<string, unknown>();
      return {
        connect(persona, community) {
          const identity = personas[persona];
          const backend = host.as(identity, community);
          return { ...backend, ...alter(backend, { persona, identity, community, host, shared }) };
        },
        openWatches: () => host.watching,
        close: () => host.close(),
      };
    },
  };
}

/** Has ideas and votes only, so that what needs more is not held against it. */
export const small =
  (alter: Alter): Alter =>
  (backend, lab) => ({
    ...alter(backend, lab),
    supports: async () => ({ ...(await backend.supports()), commands: ['idea.create', 'vote.set'] }),
  });

/** Changes how single commands are carried out. */
export const applying =
  (
    each: (command: Command, send: (command: Command) => Promise<Receipt>, lab: Lab) => Promise<Receipt>,
  ): Alter =>
  (backend, lab) => ({
    async apply(commands, call) {
      const receipts: Receipt[] = [];
      for (const command of commands)
        receipts.push(await each(command, async (sent) => (await backend.apply([sent], call))[0]!, lab));
      return receipts;
    },
  });

/** Changes how lists are read. */
export const listing =
  (
    each: (
      query: Query,
      list: (query: Query) => Promise<Page<Entities[ListKind]>>,
      lab: Lab,
    ) => Promise<Page<Entities[ListKind]>>,
  ): Alter =>
  (backend, lab) => ({
    list: (async (query: Query, call?: Call) =>
      each(query, (asked) => backend.list(asked, call), lab)) as Backend['list'],
  });

/** Changes how a watch is opened. */
export const watching =
  (
    open: (
      watch: NonNullable<Backend['watch']>,
      scope: Scope,
      from: ResumeToken | undefined,
      call: Call | undefined,
      lab: Lab,
    ) => AsyncIterable<LiveEvent>,
  ): Alter =>
  (backend, lab) => ({
    watch: (scope, from, call) => open(backend.watch!.bind(backend), scope, from, call, lab),
  });

/** Changes what a watch tells. */
export const telling = (each: (event: LiveEvent, lab: Lab) => readonly LiveEvent[]): Alter =>
  watching(async function* (watch, scope, from, call, lab) {
    for await (const event of watch(scope, from, call)) yield* each(event, lab);
  });

/** Does it in another way when it is refused. */
export async function unlessRefused(
  receipt: Promise<Receipt>,
  otherwise: (error: RallyError) => Promise<Receipt>,
): Promise<Receipt> {
  const done = await receipt;
  return done.error ? otherwise(done.error) : done;
}

let counted = 0;
/** A number that is larger each time. */
export const count = (): number => ++counted;
export const freshId = (): string => `mutant-${count()}`;

/** The same command with another input. */
export const withInput = <T extends CommandType>(
  sent: Command,
  change: (input: CommandInputs[T]) => object,
): Command => ({ ...sent, input: { ...sent.input, ...change(sent.input as CommandInputs[T]) } }) as Command;

/** A receipt for something that was not done. */
export const accepted = (id: string): Receipt => ({
  id: id as CommandId,
  replayed: false,
  changes: [],
  at: '' as ResumeToken,
});

/** Changes entities as they are read one by one. */
export const reading =
  (each: (entity: Entity) => Entity): Alter =>
  (backend) => ({
    async get(refs, call) {
      const found = await backend.get(refs, call);
      return found.map((entity) => (entity && !isTombstone(entity) ? each(entity) : entity));
    },
  });
