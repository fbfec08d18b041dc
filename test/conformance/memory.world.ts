import { memoryHost } from '@rallykit/backend-memory';
import { personas, type Seed, type World } from '@rallykit/conformance';

export function memoryWorld({ communities, retention = 10_000 }: Seed): World {
  const host = memoryHost({ communities, retention });
  return {
    connect: (persona, community) => host.as(personas[persona], community),
    openWatches: () => host.watching,
    close: () => host.close(),
  };
}
