import { RallyError, type Backend, type Query } from '@rallykit/core';
import { mutant, type Mutant } from './mutant.js';

export const calls: readonly Mutant[] = [
  mutant('answers after close', '53 after close', () => ({ close: async () => {} })),
  mutant('closes all connections with one', '53 closing twice', (_backend, { host }) => ({
    close: () => host.close(),
  })),
  mutant('does not mind signals', '45 with a signal', (backend) => ({
    apply: (commands) => backend.apply(commands),
    get: (refs) => backend.get(refs),
    list: ((query: Query<'idea'>) => backend.list(query)) as Backend['list'],
  })),
  mutant('blocks the id of an act that was cut off', '45 after an abort', (backend, { shared }) => ({
    async apply(commands, call) {
      const blocked = commands.filter(({ id }) => shared.has(id));
      if (call?.signal) for (const { id } of commands) shared.set(id, true);
      const error = new RallyError('in-progress', 'Wait.');
      return blocked.length > 0 ? blocked.map(({ id }) => ({ id, error })) : backend.apply(commands, call);
    },
  })),
  mutant('cancels everything by one signal', '45 an abort stops', (backend, { shared }) => ({
    viewer: (call) => {
      shared.set('signal', call?.signal);
      return backend.viewer(call);
    },
    apply: (commands) =>
      backend.apply(commands, {
        ...(shared.get('signal') ? { signal: shared.get('signal') as AbortSignal } : {}),
      }),
  })),
  mutant('minds signals only where something is at stake', '45 with a signal', (backend) => ({
    supports: () => backend.supports(),
    viewer: () => backend.viewer(),
    watch: (scope, from) => backend.watch!(scope, from),
  })),
];
