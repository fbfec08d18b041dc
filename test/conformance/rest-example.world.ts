import { personas, type Seed, type World } from '@rallykit/conformance';
import type { Entity } from '@rallykit/core';
import { suggestionHost, type Box } from '@rallykit/example-rest-backend/backend';
import { createService, type Content, type State } from '@rallykit/example-rest-backend/service';

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
export function boxOf(name: string, entities: readonly Entity[]): Box {
  const key = `key of ${name}`;
  return { name, key, url: 'https://box.example', fetch: createService(contentOf(entities, key)).fetch };
}

export function restWorld({ communities }: Seed): World {
  const boxes = Object.entries(communities).map(([name, entities]) => [name, boxOf(name, entities)]);
  const host = suggestionHost(Object.fromEntries(boxes) as Record<string, Box>);
  return {
    connect: (persona, community) => host.as(personas[persona], community),
    close: () => host.close(),
  };
}
