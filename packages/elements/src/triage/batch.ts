import {
  toRallyError,
  type CommandInputs,
  type CommandType,
  type Idea,
  type RallyError,
} from '@rallykit/core';

/** One act of a batch, without its id. */
export type Step = {
  [T in CommandType]: { readonly type: T; readonly input: CommandInputs[T] };
}[CommandType];

/** What is done with one idea, one after the other, and what takes that back. */
export interface Task {
  readonly idea: Idea;
  readonly steps: readonly Step[];
  readonly undo: readonly Step[];
}

export interface Refusal {
  readonly idea: Idea;
  readonly error: RallyError;
}

/** What became of a batch. What the page stopped is in neither. */
export interface Result {
  readonly done: readonly Task[];
  readonly refused: readonly Refusal[];
}

const step = <T extends CommandType>(type: T, input: CommandInputs[T]): Step => ({ type, input }) as Step;

/** Those that are not in the status yet go there; with a note, all get it as their answer. */
export function toStatus(ideas: readonly Idea[], status: string, note: string): Task[] {
  return ideas
    .filter((idea) => idea.status !== status || note)
    .map((idea) => {
      const { id } = idea;
      const back = step('idea.set-status', { id, status: idea.status });
      const answer = step('idea.respond', { id, body: idea.response?.body ?? '' });
      return {
        idea,
        steps: [step('idea.set-status', { id, status, ...(note && { note }) })],
        undo: note ? [back, answer] : [back],
      };
    });
}

/** Those that lack a tag to add or have one to remove. */
export function toTags(ideas: readonly Idea[], add: readonly string[], remove: readonly string[]): Task[] {
  return ideas.flatMap((idea) => {
    const { id, tags } = idea;
    const missing = add.filter((tag) => !tags.includes(tag));
    const there = remove.filter((tag) => tags.includes(tag));
    if (missing.length + there.length === 0) return [];
    return {
      idea,
      steps: [step('idea.set-tags', { id, add: missing, remove: there })],
      undo: [step('idea.set-tags', { id, add: there, remove: missing })],
    };
  });
}

export const toArchive = (ideas: readonly Idea[], archived: boolean): Task[] =>
  ideas
    .filter((idea) => Boolean(idea.archived) !== archived)
    .map((idea) => ({
      idea,
      steps: [step('idea.archive', { id: idea.id, archived })],
      undo: [step('idea.archive', { id: idea.id, archived: !archived })],
    }));

/** Back on their board they get what the other did not have: status and tags. */
export const toBoard = (ideas: readonly Idea[], board: string): Task[] =>
  ideas.map(({ ...idea }) => ({
    idea,
    steps: [step('idea.move', { id: idea.id, board })],
    undo: [
      step('idea.move', { id: idea.id, board: idea.board }),
      step('idea.set-status', { id: idea.id, status: idea.status }),
      ...(idea.tags.length > 0 ? [step('idea.set-tags', { id: idea.id, add: idea.tags })] : []),
    ],
  }));

export const intoOne = (ideas: readonly Idea[], into: string): Task[] =>
  ideas
    .filter(({ id }) => id !== into)
    .map((idea) => ({
      idea,
      steps: [step('idea.merge', { id: idea.id, into })],
      undo: [step('idea.unmerge', { id: idea.id })],
    }));

/** What takes back what was done, the last first; it can be taken back itself. */
export const reversed = (done: readonly Task[]): Task[] =>
  done.map(({ idea, steps, undo }) => ({ idea, steps: undo, undo: steps })).reverse();

/**
 * Does all tasks: their first steps go together, as one batch where the backend takes so many. `act` resolves to undefined
 * where the page stopped it; `progress` hears how many have their answer.
 */
export async function run(
  tasks: readonly Task[],
  act: (type: CommandType, input: CommandInputs[CommandType]) => Promise<unknown>,
  progress: (answered: number) => void,
): Promise<Result> {
  const done: Task[] = [];
  const refused: Refusal[] = [];
  let answered = 0;
  await Promise.all(
    tasks.map(async (task) => {
      try {
        let went = true;
        for (const { type, input } of task.steps) went &&= Boolean(await act(type, input));
        if (went) done.push(task);
      } catch (thrown) {
        refused.push({ idea: task.idea, error: toRallyError(thrown) });
      }
      progress(++answered);
    }),
  );
  return { done, refused };
}
