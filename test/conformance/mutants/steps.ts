import { command, type Command } from '@rallykit/core';
import { applying, freshId, listing, mutant, type Mutant } from './mutant.js';

export const steps: readonly Mutant[] = [
  mutant(
    'forgets why a status changed',
    '63 each change of status',
    applying((sent, send) => {
      if (sent.type !== 'idea.set-status') return send(sent);
      const { note: _, ...input } = sent.input;
      return send({ ...sent, input });
    }),
  ),
  mutant(
    'keeps the last step only',
    '63 each change of status',
    listing(async (query, list) => {
      const page = await list(query);
      return query.kind === 'step' ? { ...page, items: page.items.slice(-1) } : page;
    }),
  ),
  mutant(
    'takes a remark for a step',
    '63 what changes no status',
    applying(async (sent, send) => {
      if (sent.type !== 'idea.set-status' || sent.input.status !== 'open') return send(sent);
      const away = { id: sent.input.id, status: 'planned' };
      await send(command(freshId(), 'idea.set-status', away) as Command);
      return send(sent);
    }),
  ),
  mutant(
    'tells of the steps with what was said last',
    '63 a step stays',
    listing(async (query, list) => {
      const page = await list(query);
      if (query.kind !== 'step' || !query.subject) return page;
      const { items } = await list({ kind: 'idea' });
      const note = items.flatMap((idea) =>
        idea.kind === 'idea' && idea.id === query.subject?.id ? [idea.response?.body ?? ''] : [],
      )[0];
      return { ...page, items: page.items.map((step) => ({ ...step, note }) as typeof step) };
    }),
  ),
];
