import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { personas, type Seed, type World } from '@rallykit/conformance';
import type { Entity } from '@rallykit/core';
import { suggestionHost, type Box } from '@rallykit/example-rest-backend/backend';
import { createService, type Content, type State } from '@rallykit/example-rest-backend/service';
import { feedOf, followed } from '@rallykit/example-rest-backend/followed';
import { openActs, remembered } from '@rallykit/example-rest-backend/remembered';

const states: Readonly<Record<string, State>> = {
  planned: 'planned',
  shipped: 'delivered',
  declined: 'rejected',
};
const iso = (time: number) => new Date(time).toISOString();

/** What a suggestion box can hold of a community. */
function contentOf(entities: readonly Entity[], key: string): Content {
  const of = <K extends Entity['kind']>(kind: K) =>
    entities.filter((entity): entity is Extract<Entity, { kind: K }> => entity.kind === kind);
  const known = of('member').map(({ id, name }) => ({ login: id, displayName: name, staff: false }));
  const people = Object.values(personas).flatMap((person) =>
    person
      ? [{ login: person.id, displayName: person.name, staff: !['guest', 'member'].includes(person.role) }]
      : [],
  );
  return {
    key,
    people: [...people, ...known],
    products: of('board').map(({ id, title, tags }) => ({
      code: id,
      label: title,
      labels: tags.map((tag) => ({ code: tag.id, text: tag.label })),
    })),
    // The box has no review: what waits for it is not there.
    suggestions: of('idea')
      .filter(({ pending }) => !pending)
      .map((idea) => ({
        key: idea.id,
        product: idea.board,
        headline: idea.title,
        text: idea.body,
        labels: idea.tags,
        state: states[idea.status] ?? 'received',
        stateSince: iso(idea.statusAt),
        created: iso(idea.createdAt),
        author: idea.author,
      })),
  };
}

/** A suggestion box with what it can hold of a community. */
export function boxOf(name: string, entities: readonly Entity[], history?: number): Box {
  const key = `key of ${name}`;
  const { fetch } = createService(contentOf(entities, key), history);
  return { name, key, url: 'https://box.example', fetch };
}

function boxesOf({ communities, retention }: Seed): Record<string, Box> {
  const named = Object.entries(communities).map(([name, entities]) => [
    name,
    boxOf(name, entities, retention),
  ]);
  return Object.fromEntries(named) as Record<string, Box>;
}

export function restWorld(seed: Seed): World {
  const host = suggestionHost(boxesOf(seed));
  return {
    connect: (persona, community) => host.as(personas[persona], community),
    close: () => host.close(),
  };
}

/** The same, grown by a memory of acts and by what the service's feed tells. A restart is one of ours, not of the service. */
export async function grownWorld(seed: Seed): Promise<World> {
  const boxes = boxesOf(seed);
  const folder = await mkdtemp(join(tmpdir(), 'rallykit-acts-'));
  const open = () => {
    const acts = openActs(join(folder, 'acts.sqlite'));
    const feeds = Object.fromEntries(Object.entries(boxes).map(([name, box]) => [name, feedOf(box, 20)]));
    const host = suggestionHost(boxes, (spec, community) =>
      remembered(followed(spec, feeds[community]!), acts, community),
    );
    return { acts, feeds, host };
  };
  let { acts, feeds, host } = open();
  return {
    connect: (persona, community) => host.as(personas[persona], community),
    openWatches: () => Object.values(feeds).reduce((sum, { watching }) => sum + watching, 0),
    async restart() {
      acts.close();
      ({ acts, feeds, host } = open());
    },
    async close() {
      acts.close();
      await rm(folder, { recursive: true });
    },
  };
}
