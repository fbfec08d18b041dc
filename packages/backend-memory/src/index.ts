import {
  command,
  importOrder,
  reduce,
  WriteLimit,
  type Backend,
  type BackendHost,
  type Entity,
  type Identity,
} from '@rallykit/core';
import { parseCommand } from '@rallykit/core/schema';
import { connect, type Setting } from './connection.js';
import { Space } from './space.js';

export interface MemoryHostOptions {
  /**
   * What each community starts with, by its name; in any order. Taken over as the command `entity.import` does, so
   * counts follow from what is there. @throws RallyError for an entity that is not well-formed.
   */
  readonly communities?: Readonly<Record<string, readonly Entity[]>>;
  /** Names this memory in resume tokens; random when left out. */
  readonly epoch?: string;
  /** The clock, in milliseconds since 1970. */
  readonly now?: () => number;
  /** How many changes of each community are kept, at least, for watchers that come back. 10,000 when left out. */
  readonly retention?: number;
  /** How many commands a member can send a minute, all at once after a quiet one; without it, as many as they like. */
  readonly writesAMinute?: number;
}

export interface MemoryHost extends BackendHost {
  /** How many watches are open and waiting, in all communities. */
  readonly watching: number;
}

/**
 * A store in memory for many people and communities: the reference implementation. Everything is gone with the page or
 * process. Communities come to be when they are first asked for.
 * @example
 * const host = memoryHost({ communities: { default: entities } });
 * const ana = host.as({ id: 'ana', name: 'Ana', role: 'member' });
 */
export function memoryHost(options: MemoryHostOptions = {}): MemoryHost {
  const {
    communities = {},
    epoch = randomEpoch(),
    now = Date.now,
    retention = 10_000,
    writesAMinute,
  } = options;
  const writes = new WriteLimit(writesAMinute ?? Infinity, now);
  const setting: Setting = { epoch, retention, writesAMinute, writes, now };
  const spaces = new Map<string, Space>();
  const connections = new Set<Backend>();

  function spaceOf(community: string): Space {
    let space = spaces.get(community);
    if (!space) spaces.set(community, (space = new Space(retention)));
    return space;
  }

  for (const [name, entities] of Object.entries(communities)) seed(spaceOf(name), entities, now());

  return {
    get watching() {
      return [...spaces.values()].reduce((sum, space) => sum + space.watching, 0);
    },
    as(identity: Identity | null, community = 'default') {
      const connection = connect(community, spaceOf(community), identity, setting, () =>
        connections.delete(connection),
      );
      connections.add(connection);
      return connection;
    },
    ready: async () => {},
    async close() {
      await Promise.all([...connections].map((connection) => connection.close()));
    },
  };
}

export interface MemoryOptions extends Omit<MemoryHostOptions, 'communities'> {
  /** Who uses this connection; an anonymous reader when left out. */
  readonly identity?: Identity | null;
  /** What the community starts with. */
  readonly entities?: readonly Entity[];
}

/**
 * One person's connection to a community of its own, in memory: for stories, tests and prototypes.
 * @example memoryBackend({ identity: { id: 'ana', name: 'Ana', role: 'member' }, entities: [board, idea] })
 */
export function memoryBackend({ identity = null, entities = [], ...options }: MemoryOptions = {}): Backend {
  return memoryHost({ ...options, communities: { default: entities } }).as(identity);
}

const seeder: Identity = { id: 'seed', name: 'Seed', role: 'operator' };

function seed(space: Space, entities: readonly Entity[], now: number): void {
  const rank = (entity: Entity) => importOrder.indexOf(entity.kind);
  for (const entity of [...entities].sort((a, b) => rank(a) - rank(b))) {
    const act = parseCommand(command('seed', 'entity.import', { entity }));
    space.commit(reduce(space, act, { actor: seeder, now }));
  }
}

const randomEpoch = () =>
  [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(36)).join('');
