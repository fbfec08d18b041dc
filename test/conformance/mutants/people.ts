import { makeComment, personas } from '@rallykit/conformance';
import { applying, count, listing, mutant, unlessRefused, type Mutant } from './mutant.js';

export const people: readonly Mutant[] = [
  mutant('shows votes that are not mine', '39 another', (_backend, { host, community }) => ({
    get: (refs, call) => host.as(personas.operator, community).get(refs, call),
  })),
  mutant(
    'keeps my votes apart from lists',
    '39 my own',
    listing(async (query, list) => ({ ...(await list(query)), related: [] })),
  ),
  mutant('keeps what hangs on something removed', '39 what hangs', (backend) => ({
    async get(refs, call) {
      const found = await backend.get(refs, call);
      return found.map(
        (entity, at) =>
          entity ?? (refs[at]!.kind === 'comment' ? makeComment('hm', { kind: 'idea', id: 'lamp' }) : null),
      );
    },
  })),
  mutant('has one store for all communities', '40', (_backend, { host, identity }) => host.as(identity)),
  mutant('takes everybody for Ana', '41 the viewer', (backend, { host }) => ({
    viewer: async (call) => (await backend.viewer(call), host.as(personas.ana).viewer(call)),
  })),
  mutant('says that all may do all', '41', (backend) => ({
    viewer: async (call) => ({ ...(await backend.viewer(call)), may: (await backend.supports()).commands }),
  })),
  mutant(
    'checks no permission',
    '41',
    applying((sent, send, { host, community }) =>
      unlessRefused(send(sent), async (error) =>
        error.code === 'forbidden' || error.code === 'unauthenticated'
          ? (await host.as(personas.lea, community).apply([sent]))[0]!
          : { id: sent.id, error },
      ),
    ),
  ),
  mutant('lets guests do what members do', '41 what guests', (_backend, { host, persona, community }) =>
    persona === 'guest' ? host.as({ ...personas.guest, role: 'member' }, community) : {},
  ),
  mutant(
    'lets anyone change a text',
    '41 nobody',
    applying((sent, send, { host }) =>
      unlessRefused(send(sent), async (error) =>
        sent.type === 'idea.edit' ? (await host.as(personas.tess).apply([sent]))[0]! : { id: sent.id, error },
      ),
    ),
  ),
  mutant(
    'makes a new member at each visit',
    '41 who takes part',
    (_backend, { host, identity, community }) =>
      identity ? host.as({ ...identity, id: `${identity.id}.${count()}` }, community) : {},
  ),
  mutant(
    'lets anonymous readers act as somebody',
    '41 an anonymous',
    (_backend, { host, persona, community }) =>
      persona === 'anonymous'
        ? { apply: (commands, call) => host.as(personas.ben, community).apply(commands, call) }
        : {},
  ),
];
