import { expect, waitUntil } from '@open-wc/testing';
import { memoryHost, type MemoryHost } from '@rallykit/backend-memory';
import {
  presets,
  RallyError,
  sortOf,
  type Answer,
  type Backend,
  type Board,
  type CommandType,
  type Comment,
  type Community,
  type Entity,
  type Idea,
  type Identity,
  type Member,
  type Poll,
  type Question,
  type Sort,
} from '@rallykit/core';
import { createStore, type Store, type StoreOptions } from '@rallykit/store';

const born = { revision: 1, createdAt: Date.UTC(2026, 9, 1), updatedAt: Date.UTC(2026, 9, 1) };
const written = { board: 'product', author: 'ines', body: '', textRevision: 1 };
const voted = { tally: { score: 0, up: 0, down: 0, imported: 0 }, trend: 0 };

/** A person at this page. */
export const ana: Identity = { id: 'ana', name: 'Ana Reis', role: 'member' };
export const priya: Identity = { id: 'priya', name: 'Priya', role: 'team', title: 'Product lead' };
export const guest: Identity = { id: 'guest-1', name: 'Guest 4711', role: 'guest' };

/** Entities with all that a test doesn't care about filled in. */
export const make = {
  community: (own: Partial<Community> = {}): Community => ({
    ...born,
    kind: 'community',
    id: 'community',
    name: 'Mealwright',
    guests: 'post',
    members: 0,
    ...own,
  }),
  board: (own: Partial<Board> = {}): Board => {
    const { pipeline, votes } = presets[own.purpose ?? 'product-design'];
    const kept = {
      purpose: 'product-design',
      title: 'Ideas',
      description: '',
      tags: [],
      counts: {},
    } as const;
    return { ...born, kind: 'board', id: 'product', ...kept, pipeline, votes, ...own };
  },
  member: (own: Partial<Member> = {}): Member => ({
    ...born,
    kind: 'member',
    id: 'ines',
    name: 'Ines Costa',
    role: 'member',
    ...own,
  }),
  idea: (own: Partial<Idea> = {}): Idea => ({
    ...born,
    ...written,
    ...voted,
    kind: 'idea',
    id: 'idea-1',
    title: 'Scale a recipe to the number of people',
    tags: [],
    status: 'open',
    statusAt: born.createdAt,
    comments: 0,
    ...own,
  }),
  question: (own: Partial<Question> = {}): Question => ({
    ...born,
    ...written,
    ...voted,
    kind: 'question',
    id: 'question-1',
    board: 'help',
    title: 'Can I export my plan to a calendar?',
    tags: [],
    status: 'open',
    answers: 0,
    comments: 0,
    ...own,
  }),
  answer: (own: Partial<Answer> = {}): Answer => ({
    ...born,
    ...written,
    ...voted,
    kind: 'answer',
    id: 'answer-1',
    board: 'help',
    question: 'question-1',
    body: 'Yes: **Plan → Share → Calendar link**.',
    comments: 0,
    ...own,
  }),
  comment: (own: Partial<Comment> = {}): Comment => ({
    ...born,
    ...written,
    kind: 'comment',
    id: 'comment-1',
    subject: { kind: 'idea', id: 'idea-1' },
    body: 'Me too.',
    ...own,
  }),
  poll: (own: Partial<Poll> = {}): Poll => ({
    ...born,
    kind: 'poll',
    id: 'poll-1',
    board: 'product',
    author: 'ines',
    title: 'Which should we do first?',
    body: '',
    choice: 'single',
    options: [
      { id: 'offline', label: 'Offline recipes' },
      { id: 'voice', label: 'Voice steps' },
      { id: 'widgets', label: 'Widgets' },
    ],
    tally: { voters: 0, options: { offline: 0, voice: 0, widgets: 0 } },
    ...own,
  }),
};

/** A community in memory and one person's store of it, whose way to the backend a test can break. */
export interface Stage {
  readonly store: Store;
  readonly host: MemoryHost;
  /** What every command is refused with, while set. */
  refuse: RallyError | undefined;
  /** What reading is refused with, while set. */
  refuseReading: RallyError | undefined;
  /** What every call is refused with, while set: the backend is out of reach. */
  down: RallyError | undefined;
  /** While set, commands wait for it before they go. */
  hold: Promise<void> | undefined;
}

interface Setting {
  readonly entities?: readonly Entity[];
  readonly as?: Identity | null;
  readonly storage?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** What keeps acts over a reload. */
  readonly keeper?: StoreOptions['keeper'];
  /** The only orders that the backend has. */
  readonly sorts?: readonly Sort[];
  /** What the backend lacks: commands, and ways to read. */
  readonly without?: readonly Lack[];
}

/** What a backend can do without. */
export type Lack =
  CommandType | 'notification' | 'search' | 'similar' | 'voters' | 'totals' | 'filters' | 'live';

export function setStage({
  entities = [],
  as = ana,
  storage,
  keeper,
  sorts,
  without = [],
}: Setting = {}): Stage {
  const basics = [
    make.community(),
    make.board({
      tags: [
        { id: 'recipes', label: 'Recipes' },
        { id: 'shopping', label: 'Shopping' },
      ],
    }),
    make.board({ id: 'help', purpose: 'support', title: 'Questions' }),
    make.member(),
  ];
  const replaced = new Set(entities.map(({ kind, id }) => `${kind}/${id}`));
  const all = [...basics.filter(({ kind, id }) => !replaced.has(`${kind}/${id}`)), ...entities];
  const host = memoryHost({ communities: { default: all } });
  const stage: Stage = {
    store: undefined!,
    host,
    refuse: undefined,
    refuseReading: undefined,
    down: undefined,
    hold: undefined,
  };
  const connect = (): Backend => {
    const real = host.as(as);
    const reading = async <T>(read: () => Promise<T>): Promise<T> => {
      const refused = stage.down ?? stage.refuseReading;
      if (refused) throw refused;
      return read();
    };
    return {
      name: real.name,
      async supports(call) {
        const all = await real.supports(call);
        const has = (what: Lack) => !without.includes(what);
        return {
          ...all,
          commands: all.commands.filter(has),
          kinds: all.kinds.filter((kind) => kind !== 'notification' || has(kind)),
          search: has('search'),
          similar: has('similar'),
          voters: has('voters'),
          filters: has('filters') ? all.filters : [],
          totals: has('totals') ? all.totals : 'none',
          live: has('live') ? all.live : { mode: 'none', resume: false, retention: 0 },
          ...(sorts && { sorts }),
        };
      },
      viewer: (call) =>
        reading(async () => {
          const { member, may } = await real.viewer(call);
          return { member, may: may.filter((type) => !without.includes(type)) };
        }),
      get: (refs, call) => reading(() => real.get(refs, call)),
      list: (query, call) =>
        reading(async () => {
          const asked = ['search', 'similar', 'voted'] as const;
          const lacks = asked.find(
            (what) => query[what] && without.includes(what === 'voted' ? 'voters' : what),
          );
          if (lacks) throw new RallyError('not-supported', `The store does not do “${lacks}”.`);
          if (!sorts || sorts.includes(sortOf(query))) return real.list(query, call);
          throw new RallyError('not-supported', 'The store does not have this order.');
        }),
      async apply(commands, call) {
        await stage.hold;
        if (stage.down) throw stage.down;
        if (stage.refuse) {
          const error = stage.refuse;
          return commands.map(({ id }) => ({ id, error }));
        }
        const lacking = commands.find(({ type }) => without.includes(type));
        if (lacking) throw new RallyError('not-supported', `The store does not do “${lacking.type}”.`);
        return real.apply(commands, call);
      },
      ...(!without.includes('live') && { watch: (scope, from, call) => real.watch!(scope, from, call) }),
      close: () => real.close(),
    };
  };
  return Object.assign(stage, {
    store: createStore({ connect, ...(storage && { storage }), ...(keeper && { keeper }) }),
  });
}

/** The first match in an element's shadow root; fails the test when there is none. */
export function find<E extends Element = HTMLElement>(element: Element, selector: string): E {
  const found = element.shadowRoot?.querySelector<E>(selector);
  expect(found, `${selector} in <${element.localName}>`).to.exist;
  return found!;
}

/** Waits for something to come true: long enough for a busy machine, where a second is not. */
export const until = (predicate: () => unknown, message?: string): Promise<void> =>
  waitUntil(predicate as () => boolean, message, { timeout: 8000 });

/** Waits for the first match in an element's shadow root. */
export async function appears<E extends Element = HTMLElement>(
  element: Element,
  selector: string,
): Promise<E> {
  await until(() => element.shadowRoot?.querySelector(selector), `${selector} in <${element.localName}>`);
  return find<E>(element, selector);
}

export const textOf = (element: Element): string =>
  (element.shadowRoot ?? element).textContent!.replace(/\s+/g, ' ').trim();

/** Types into a field as a person does, in one go. */
export function type(field: HTMLInputElement | HTMLTextAreaElement, text: string): void {
  field.value = text;
  field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
}
