import type { CommandInputs, CommandType, Goal } from '@rallykit/core';
import { equal, ok } from '../assert.js';
import { recipes } from '../recipes.js';
import { makeIdea } from '../seed.js';
import { act, listAll, read, refused, send, type Stage } from '../stage.js';
import { test, type Group } from '../suite.js';

const goal = (id: string, board: string, baseline: number): CommandInputs['goal.create'] => ({
  ...recipes['goal.create'],
  id,
  board,
  measure: { name: 'Solved', unit: '', baseline, target: baseline + 10, current: 0, counts: 'successes' },
});

/** What a goal ought to stand at, from what everybody finds on its board. */
async function expected(stage: Stage, { board: id, measure }: Goal): Promise<number> {
  const reader = await stage.as('anonymous');
  const { pipeline } = await read(reader, 'board', id);
  const good = new Set(pipeline.filter(({ success }) => success).map((status) => status.id));
  const posts = [
    ...(await listAll(reader, { kind: 'idea', board: id, first: 100 })),
    ...(await listAll(reader, { kind: 'question', board: id, first: 100 })),
  ];
  await reader.close();
  return measure.baseline + posts.filter(({ status }) => good.has(status)).length;
}

/** Numbers that look drawn, the same in every run. */
function* drawn(): Generator<number, never> {
  for (let n = 7; ; n = (n * 48_271) % 2_147_483_647) yield n;
}

export const goals: Group = {
  name: 'Goals that count by themselves',
  tests: [
    test(
      '57 a goal stands at its baseline and the successes on its board, whatever is done',
      {
        commands: [
          'goal.create',
          'idea.create',
          'idea.set-status',
          'question.create',
          'answer.create',
          'answer.accept',
          'post.remove',
        ],
        kinds: ['idea', 'question'],
        seed: [makeIdea('old', { status: 'shipped' })],
      },
      async (stage) => {
        const lea = await stage.as('lea');
        await act(lea, 'goal.create', goal('shipped', 'ideas', 3));
        await act(lea, 'goal.create', goal('solved', 'help', 0.5));
        const numbers = drawn();
        const pick = <T>(of: readonly T[]): T => of[numbers.next().value % of.length]!;
        const three = [0, 1, 2] as const;
        const acts: { [T in CommandType]?: () => CommandInputs[T] } = {
          'idea.create': () => ({ id: `i${pick(three)}`, board: 'ideas', title: 'A wish' }),
          'idea.set-status': () => ({
            id: pick(['i0', 'i1', 'i2', 'old']),
            status: pick(['open', 'planned', 'shipped', 'shipped', 'declined']),
          }),
          'question.create': () => ({ id: `q${pick(three)}`, board: 'help', title: 'How?' }),
          'answer.create': () => {
            const at = pick(three);
            return { id: `a${at}`, question: `q${at}`, body: 'So.' };
          },
          'answer.accept': () => {
            const at = pick(three);
            return { question: `q${at}`, answer: pick([`a${at}`, `a${at}`, null]) };
          },
          'post.remove': () => ({
            ref: pick([
              { kind: 'idea', id: 'i0' },
              { kind: 'question', id: 'q0' },
              { kind: 'answer', id: 'a1' },
              { kind: 'idea', id: 'old' },
            ] as const),
          }),
        };
        const types = (Object.keys(acts) as CommandType[]).flatMap((type) =>
          type === 'post.remove' ? [type] : [type, type, type, type],
        );
        const seen = new Set<number>();
        for (let at = 0; at < 60; at++) {
          const type = pick(types);
          const input = acts[type]!() as CommandInputs[CommandType];
          const { error } = await send(lea, type, input);
          for (const id of ['shipped', 'solved']) {
            const stands = await read(lea, 'goal', id);
            const { current } = stands.measure;
            equal(
              current,
              await expected(stage, stands),
              `goal ${id} after act ${at}, ${type} ${JSON.stringify(input)} (${error?.code ?? 'applied'})`,
            );
            seen.add(current);
          }
        }
        ok(seen.size > 3, 'the goals ought to have moved');
      },
    ),

    test(
      '57 nothing is reported on a goal that counts by itself',
      { commands: ['goal.create', 'goal.report'] },
      async (stage) => {
        const lea = await stage.as('lea');
        await act(lea, 'goal.create', goal('shipped', 'ideas', 3));
        await refused(lea, 'forbidden', 'goal.report', { id: 'shipped', current: 9 });
        equal((await read(lea, 'goal', 'shipped')).measure.current, 3, 'what the goal stands at');
      },
    ),
  ],
};
