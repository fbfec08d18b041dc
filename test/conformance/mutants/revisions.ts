import { isTombstone, RallyError } from '@rallykit/core';
import {
  accepted,
  applying,
  count,
  mutant,
  reading,
  unlessRefused,
  withInput,
  type Mutant,
} from './mutant.js';

export const revisions: readonly Mutant[] = [
  mutant(
    'keeps the revision when votes come',
    '12',
    reading((entity) => ({ ...entity, revision: 1 })),
  ),
  mutant(
    'raises the revision by reading',
    '12 reading',
    reading((entity) => ({ ...entity, revision: entity.revision + count() })),
  ),
  mutant(
    'lets the last writer win',
    ['13 an edit', '14 of eight'],
    applying((sent, send) =>
      send(sent.type === 'idea.edit' ? withInput(sent, () => ({ revision: 1_000_000 })) : sent),
    ),
  ),
  mutant(
    'does not show what an edit collided with',
    '13 an edit',
    applying((sent, send) =>
      unlessRefused(send(sent), async ({ code, message, fields }) => ({
        id: sent.id,
        error: new RallyError(code, message, { ...(fields && { fields }) }),
      })),
    ),
  ),
  mutant(
    'takes votes for a change of the text',
    '13 votes',
    applying(async (sent, send, { host, identity }) => {
      if (sent.type !== 'idea.edit') return send(sent);
      const [now] = await host.as(identity).get([{ kind: 'idea', id: sent.input.id }]);
      const stale = now && !isTombstone(now) && now.revision > sent.input.revision;
      return stale
        ? { id: sent.id, error: new RallyError('conflict', 'Newer.', { current: now }) }
        : send(sent);
    }),
  ),
  mutant(
    'lets the last maker of an id win',
    '14 of ten',
    applying((sent, send) =>
      unlessRefused(send(sent), async (error) =>
        error.code === 'conflict' ? accepted(sent.id) : { id: sent.id, error },
      ),
    ),
  ),
];
