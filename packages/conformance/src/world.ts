import type { Backend, Entity, Identity } from '@rallykit/core';

/** The people of the specification. `anonymous` has no identity and reads only. */
export const personas = {
  anonymous: null,
  guest: { id: 'guest-gil', name: 'Gil', role: 'guest' },
  ana: { id: 'ana', name: 'Ana', role: 'member' },
  ben: { id: 'ben', name: 'Ben', role: 'member' },
  /** Of the company's team. */
  tess: { id: 'tess', name: 'Tess', role: 'team', title: 'Product manager' },
  /** Leads the community. */
  lea: { id: 'lea', name: 'Lea', role: 'leader' },
  /** Runs the store: imports. */
  operator: { id: 'operator', name: 'Operator', role: 'operator' },
} as const satisfies Record<string, Identity | null>;

export type Persona = keyof typeof personas;

/** What a world starts with. */
export interface Seed {
  /** Entities by the name of their community, in the order in which they can be imported. */
  readonly communities: Readonly<Record<string, readonly Entity[]>>;
  /** About how many changes to keep for resuming, where that can be chosen. */
  readonly retention?: number;
  /** How many commands a member may send a minute, where that can be chosen; no limit when left out. */
  readonly writesAMinute?: number;
}

/** One isolated store, with its own people. Made for one test and closed after it. */
export interface World {
  /** A new connection for one person; to the community `default` unless another is named. */
  connect(persona: Persona, community?: string): Promise<Backend> | Backend;
  /** Stops the store and starts it again on what it has kept. Earlier connections need not work any more. Left out by a store that keeps nothing. */
  restart?(): Promise<void>;
  /** How many watches the store still serves, where it can tell. */
  openWatches?(): number | Promise<number>;
  /** Closes all that this world opened. */
  close(): Promise<void>;
}

export type CreateWorld = (seed: Seed) => Promise<World> | World;
