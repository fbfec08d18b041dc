import type { Command, CommandId } from '@rallykit/core';
import fc from 'fast-check';
import { personas, type Persona } from '../world.js';
import { draft, type Draft } from './draws.js';

/** Commands that one person sends at once. */
export interface Batch {
  readonly by: Persona;
  readonly commands: readonly Command[];
}

/** What happens at the same time: in each tab, one batch after the other. Mostly one tab with one command. */
export type Round = readonly (readonly Batch[])[];

/** A sequence of commands by several people. */
export interface Program {
  readonly rounds: readonly Round[];
  /** Who looks at the outcome, beside the operator. */
  readonly reader: Persona;
}

/** Whether a command is new, an earlier one again, or another one under an earlier one's id. */
interface Origin {
  readonly is: 'new' | 'again' | 'reused';
  readonly at: number;
  /** Of one's own earlier commands, where there are any. */
  readonly own: boolean;
}

type Plan = Draft & { readonly origin: Origin };

const plan: fc.Arbitrary<Plan> = fc
  .tuple(
    draft,
    fc.record({
      is: fc.oneof(
        { weight: 16, arbitrary: fc.constant('new' as const) },
        { weight: 3, arbitrary: fc.constant('again' as const) },
        fc.constant('reused' as const),
      ),
      at: fc.nat({ max: 5 }),
      own: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)),
    }),
  )
  .map(([drafted, origin]) => ({ ...drafted, origin }));

const batchOf = (maxLength: number) => fc.array(plan, { minLength: 1, maxLength });
/** A tab is one person's: the person of its first command. */
const race = fc.array(fc.array(batchOf(2), { minLength: 1, maxLength: 2 }), { minLength: 2, maxLength: 3 });
const round = fc.oneof(
  { withCrossShrink: true },
  { weight: 8, arbitrary: plan.map((one) => [[[one]]]) },
  { weight: 1, arbitrary: batchOf(4).map((batch) => [[batch]]) },
  { weight: 3, arbitrary: race },
);

/** Sequences of commands. They get smaller as any value of fast-check does. */
export const program: fc.Arbitrary<Program> = fc
  .record({
    rounds: fc.array(round, { minLength: 1, maxLength: 14, size: 'max' }),
    reader: fc.constantFrom(...(Object.keys(personas) as Persona[])),
  })
  .map(({ rounds, reader }) => ({ rounds: named(rounds), reader }));

/** The same with ids: new ones are numbered, others refer to commands before them. */
function named(rounds: readonly (readonly (readonly (readonly Plan[])[])[])[]): Round[] {
  const sent: { by: Persona; command: Command }[] = [];
  const commandOf = (by: Persona, { type, input, origin: { is, at, own } }: Plan): Command => {
    const before = own ? sent.filter((each) => each.by === by) : sent;
    const earlier = before.at(-1 - (at % (before.length || 1)))?.command;
    const fresh = { id: `c${sent.length + 1}` as CommandId, type, input } as Command;
    if (is === 'new' || !earlier) return fresh;
    return is === 'again' ? earlier : { ...fresh, id: earlier.id };
  };
  return rounds.map((tabs) =>
    tabs.map((batches) => {
      const by = batches[0]![0]!.by;
      return batches.map((batch) => ({
        by,
        commands: batch.map((each) => {
          const command = commandOf(by, each);
          sent.push({ by, command });
          return command;
        }),
      }));
    }),
  );
}

/** A sequence as a person reads it: a line for each batch; what happens at the same time is indented. */
export function describe({ rounds }: Program): string {
  const line = ({ by, commands }: Batch) =>
    `${by}: ${commands.map(({ id, type, input }) => `${id} ${type} ${JSON.stringify(input)}`).join(' + ')}`;
  return rounds
    .flatMap((tabs) =>
      tabs.length === 1
        ? tabs[0]!.map(line)
        : [
            'at the same time:',
            ...tabs.flatMap((batches, tab) => batches.map((batch) => `  tab ${tab + 1}, ${line(batch)}`)),
          ],
    )
    .map((text) => `    ${text}`)
    .join('\n');
}
