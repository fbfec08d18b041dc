import { memoryHost } from '@rallykit/backend-memory';
import { personas, type Seed, type World } from '@rallykit/conformance';

export function memoryWorld(seed: Seed): World {
  const host = memoryHost(seed);
  return {
    connect: (persona, community) => host.as(personas[persona], community),
    openWatches: () => host.watching,
    close: () => host.close(),
  };
}
