// The suggestions of one company, as plain JSON files in a folder:
//   boards.json              what people suggest things for
//   people.json              who has ever taken part
//   suggestions/<id>.json    a suggestion each, with its votes and comments
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

export interface Topic {
  readonly id: string;
  readonly title: string;
  readonly tags: readonly { readonly id: string; readonly label: string }[];
  /** Whether one can vote against. */
  readonly against?: true;
}

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly team: boolean;
  readonly since: string;
}

/** Times are in ISO 8601. */
export interface Said {
  readonly id: string;
  readonly by: string;
  readonly text: string;
  readonly at: string;
  readonly replyTo?: string;
}

/** Kept when it is taken back, as 0, so that its version goes on. */
export interface Voted {
  readonly by: string;
  readonly value: -1 | 0 | 1;
  readonly version: number;
  readonly first: string;
  readonly at: string;
}

export interface Suggestion {
  readonly id: string;
  readonly board: string;
  readonly by: string;
  readonly title: string;
  readonly text: string;
  readonly tags: readonly string[];
  readonly stage: 'open' | 'planned' | 'shipped' | 'declined';
  readonly stageSince: string;
  readonly created: string;
  readonly changed: string;
  /** Grows with every change of this file. */
  readonly version: number;
  /** The version at which the text last changed, and when it was edited. */
  readonly textVersion: number;
  readonly edited?: string;
  readonly votes: readonly Voted[];
  readonly comments: readonly Said[];
}

interface Cancel {
  readonly signal?: AbortSignal;
}

const missing = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT';

async function readJson<T>(path: string, signal?: AbortSignal): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(path, { encoding: 'utf8', ...(signal && { signal }) })) as T;
  } catch (error) {
    if (missing(error)) return undefined;
    throw error;
  }
}

/** Whoever reads meanwhile finds what was there before, or all of what is new. */
async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(`${path}.new`, `${JSON.stringify(value, null, 2)}\n`);
  await rename(`${path}.new`, path);
}

const turns = new Map<string, Promise<unknown>>();

/** The files of a folder. One process may write to it at a time. */
export function openFolder(path: string) {
  const root = resolve(path);
  const file = (name: string) => join(root, `${name}.json`);
  const suggestion = (id: string) => join('suggestions', encodeURIComponent(id));
  return {
    boards: async ({ signal }: Cancel = {}) => (await readJson<Topic[]>(file('boards'), signal)) ?? [],
    people: async ({ signal }: Cancel = {}) => (await readJson<Person[]>(file('people'), signal)) ?? [],
    suggestion: (id: string, { signal }: Cancel = {}) => readJson<Suggestion>(file(suggestion(id)), signal),
    async suggestions({ signal }: Cancel = {}): Promise<Suggestion[]> {
      const found: Suggestion[] = [];
      for (const name of await readdir(join(root, 'suggestions'))) {
        if (!name.endsWith('.json')) continue;
        const one = await readJson<Suggestion>(join(root, 'suggestions', name), signal);
        if (one) found.push(one);
      }
      return found;
    },
    create: () => mkdir(join(root, 'suggestions'), { recursive: true }),
    saveBoards: (boards: readonly Topic[]) => writeJson(file('boards'), boards),
    savePeople: (people: readonly Person[]) => writeJson(file('people'), people),
    /** Keeps who takes part, and what they are called now. */
    async meet(person: Person): Promise<void> {
      const people = await this.people();
      const known = people.find(({ id }) => id === person.id);
      const met = { ...person, ...(known && { since: known.since }) };
      if (known?.name === met.name && known.team === met.team) return;
      await this.savePeople([...people.filter((each) => each !== known), met]);
    },
    save: (one: Suggestion) => writeJson(file(suggestion(one.id)), one),
    /** What reads and then writes is done one after the other, for all who opened this folder. */
    inTurn<T>(work: (now: string) => Promise<T>, { signal }: Cancel = {}): Promise<T> {
      const begin = () => {
        signal?.throwIfAborted();
        return work(new Date().toISOString());
      };
      const turn = (turns.get(root) ?? Promise.resolve()).then(begin, begin);
      turns.set(root, turn);
      return turn;
    },
  };
}
