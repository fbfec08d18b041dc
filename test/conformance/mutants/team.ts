import { command, isTombstone, type Entity, type Idea, type Query } from '@rallykit/core';
import { accepted, applying, freshId, listing, mutant, reading, withInput, type Mutant } from './mutant.js';

const changed = (each: (idea: Idea) => Entity) =>
  reading((entity) => (entity.kind === 'idea' ? each(entity) : entity));

export const team: readonly Mutant[] = [
  mutant(
    'pins without putting it first',
    '64 what is pinned',
    listing(async (query, list) => {
      const page = await list(query);
      const items = [...page.items].sort((a, b) => Number('pinned' in a) - Number('pinned' in b));
      return { ...page, items };
    }),
  ),
  mutant(
    'never lets go of a pin',
    '64 what is pinned',
    applying((sent, send) =>
      sent.type === 'idea.pin' ? send(withInput<'idea.pin'>(sent, () => ({ pinned: true }))) : send(sent),
    ),
  ),
  mutant(
    'finds what is archived by its author',
    '65 an archived idea is in no list',
    listing(async (query, list) => {
      const page = await list(query);
      if (query.kind !== 'idea' || query.author === undefined || query.archived) return page;
      const put = await list({ ...query, archived: true });
      return { ...page, items: [...page.items, ...put.items] };
    }),
  ),
  mutant(
    'lists all ideas as archived',
    '65 an archived idea is in no list',
    listing((query, list) => {
      const { archived: _, ...rest } = query;
      return list(query.archived && query.board ? (rest as Query) : query);
    }),
  ),
  mutant(
    'loses the status of what it archives',
    '65 20 nothing is put on',
    applying(async (sent, send) => {
      const receipt = await send(sent);
      if (sent.type === 'idea.archive' && !sent.input.archived)
        await send(command(freshId(), 'idea.set-status', { id: sent.input.id, status: 'open' }));
      return receipt;
    }),
  ),
  mutant(
    'takes votes on what is archived',
    '65 20 nothing is put on',
    applying(async (sent, send) => {
      const receipt = await send(sent);
      return receipt.error && sent.type === 'vote.set' ? accepted(sent.id) : receipt;
    }),
  ),
  mutant('takes from a goal what is archived', '65 57 what a goal', (backend, lab) => ({
    ...applying(async (sent, send) => {
      if (sent.type === 'idea.archive') lab.shared.set('archived', true);
      return send(sent);
    })(backend, lab),
    ...reading((entity) =>
      entity.kind === 'goal' && lab.shared.has('archived')
        ? { ...entity, measure: { ...entity.measure, current: entity.measure.baseline } }
        : entity,
    )(backend, lab),
  })),
  mutant(
    'moves an idea without its votes',
    '66 an idea that is moved',
    changed((idea) =>
      idea.board === 'near' ? { ...idea, tally: { score: 0, up: 0, down: 0, imported: 0 } } : idea,
    ),
  ),
  mutant(
    'leaves the talk behind',
    '66 an idea that is moved',
    listing(async (query, list) => {
      const page = await list(query);
      return query.kind === 'comment' ? { ...page, items: [] } : page;
    }),
  ),
  mutant(
    'leaves behind what was merged into an idea that moves',
    '66 21 what was merged',
    changed((idea) => (idea.id === 'wish' ? { ...idea, board: 'ideas' } : idea)),
  ),
  mutant('tells of a move where the idea is by then', '66 33 who watches', (backend) => ({
    watch: async function* (scope, from, call) {
      for await (const event of backend.watch!(scope, from, call)) {
        const here = (entity: Entity) =>
          !scope.boards || !('board' in entity) || scope.boards.includes(entity.board);
        yield event.type === 'changes'
          ? { ...event, changes: event.changes.filter((each) => each.type === 'remove' || here(each.entity)) }
          : event;
      }
    },
  })),
  mutant(
    'takes votes back that are too many where they come to',
    '66 19 votes count',
    (backend, { identity }) => ({
      async get(refs, call) {
        const found = await backend.get(refs, call);
        const isOver = async (id: string) => {
          const [idea] = await backend.get([{ kind: 'idea', id }]);
          return idea && !isTombstone(idea) && 'board' in idea && idea.board === 'near';
        };
        const all = await Promise.all(
          found.map(async (each) =>
            each && 'value' in each && each.member === identity?.id && (await isOver(each.subject.id))
              ? { ...each, value: 0 as const }
              : each,
          ),
        );
        return all;
      },
    }),
  ),
  mutant(
    'sets the tags that it is to add, and no others',
    '67 tags are put',
    applying((sent, send) =>
      sent.type === 'idea.set-tags'
        ? send(withInput<'idea.set-tags'>(sent, () => ({ remove: ['mobile', 'import'] })))
        : send(sent),
    ),
  ),
  mutant(
    'counts other tags as another text',
    '67 tags are put',
    changed((idea) => (idea.revision > 1 ? { ...idea, editedAt: idea.updatedAt } : idea)),
  ),
  ...(['since', 'until', 'votes', 'unanswered'] as const).map((filter) =>
    mutant(
      `takes no notice of ${filter} in a list`,
      '73 a list by date',
      listing((query, list) => {
        const { [filter]: _, ...rest } = query;
        return list(rest as Query);
      }),
    ),
  ),
];
