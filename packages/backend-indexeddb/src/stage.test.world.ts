// What the browser tests share: a small community, people, stores and tabs that are gone after each test.
import { command, presets, type Backend, type Entity, type LiveEvent, type Receipt } from '@rallykit/core';
import { deleteStore, indexedDbHost, type IndexedDbHost, type IndexedDbHostOptions } from './index.js';

export const ana = { id: 'ana', name: 'Ana', role: 'member' } as const;
export const ben = { id: 'ben', name: 'Ben', role: 'member' } as const;

const time = { revision: 1, createdAt: 1, updatedAt: 1 };
const { pipeline, votes } = presets['product-design'];

const board = {
  ...time,
  kind: 'board',
  id: 'ideas',
  purpose: 'product-design',
  title: 'Ideas',
  description: '',
  pipeline,
  votes,
  tags: [],
  counts: {},
} as const satisfies Entity;

export const entities: readonly Entity[] = [
  { ...time, kind: 'community', id: 'community', name: 'Lamps', guests: 'post', members: 0 },
  board,
];

const undo: (() => unknown)[] = [];

/** Undoes it after the test, the last first. */
export const afterwards = (work: () => unknown): void => void undo.push(work);

export async function cleanUp(): Promise<void> {
  for (const work of undo.splice(0).reverse()) await work();
}

/** The name of a store that no other test has. */
export function freshName(): string {
  const name = `test-${crypto.randomUUID()}`;
  afterwards(() => deleteStore(name));
  return name;
}

export function open(name: string, options: Partial<IndexedDbHostOptions> = {}): IndexedDbHost {
  const host = indexedDbHost({ name, seed: { default: entities }, ...options });
  afterwards(() => host.close());
  return host;
}

/** A tab in a frame, once it has said whether its store is ready. */
export async function openTab(query: string, sandbox?: string): Promise<{ report: string; tab: Tab }> {
  const frame = document.createElement('iframe');
  if (sandbox !== undefined) frame.setAttribute('sandbox', sandbox);
  frame.src = new URL(`./tab.test.page.html?${query}`, import.meta.url).href;
  const reported = reportOf(frame);
  document.body.append(frame);
  afterwards(() => frame.remove());
  return { report: await reported, tab: new Tab(frame) };
}

const reportOf = (frame: HTMLIFrameElement): Promise<string> =>
  new Promise((resolve) => {
    const onMessage = ({ source, data }: MessageEvent) => {
      if (source !== frame.contentWindow) return;
      removeEventListener('message', onMessage);
      resolve(String(data));
    };
    addEventListener('message', onMessage);
  });

class Tab {
  readonly #frame: HTMLIFrameElement;

  constructor(frame: HTMLIFrameElement) {
    this.#frame = frame;
  }

  get host(): IndexedDbHost {
    return (this.#frame.contentWindow as unknown as { host: IndexedDbHost }).host;
  }

  async reload(): Promise<void> {
    const reported = reportOf(this.#frame);
    this.#frame.contentWindow!.location.reload();
    await reported;
  }
}

export const idea = (id: string, body = '') =>
  command(`make-${id}`, 'idea.create', { id, board: 'ideas', title: `Idea ${id}`, body });

export async function ideasIn(backend: Backend): Promise<string[]> {
  const { items } = await backend.list({ kind: 'idea', first: 100 });
  return items.map(({ id }) => id).sort();
}

/** How many ideas are open, as the board has counted. */
export async function counted(backend: Backend): Promise<number | undefined> {
  return (await backend.list({ kind: 'board' })).items[0]?.counts['open'];
}

/** The one receipt, which ought to be of an act that was carried out. */
export async function applied(receipts: Promise<readonly Receipt[]>) {
  const [receipt] = await receipts;
  if (!receipt || receipt.error) throw receipt?.error ?? new Error('no receipt');
  return receipt;
}

/** The error that a promise rejects with, in short. */
export const refusal = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    (value) => `not refused: ${JSON.stringify(value)}`,
    ({ code, message }) => `${code}: ${message}`,
  );

/** Collects the ideas that a watch tells of until `enough`, in order. */
export async function heard(
  events: AsyncIterable<LiveEvent>,
  enough: (ids: readonly string[]) => boolean,
): Promise<string[]> {
  const ids: string[] = [];
  for await (const event of events) {
    if (event.type === 'reset') throw new Error(`reset: ${event.reason}`);
    if (event.type === 'changes') {
      for (const change of event.changes)
        if (change.type === 'put' && change.entity.kind === 'idea') ids.push(change.entity.id);
    }
    if (enough(ids)) break;
  }
  return ids;
}
