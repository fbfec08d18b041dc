import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { draftsOf } from './drafts.js';
import { follow, settle, start, TestWorld } from './store.test.world.js';

beforeEach(() => void vi.useFakeTimers({ now: start }));
afterEach(() => void vi.useRealTimers());

class TestStorage {
  readonly kept = new Map<string, string>();
  denied = false;

  #check(): void {
    if (this.denied) throw new DOMException('Denied', 'SecurityError');
  }
  getItem(key: string): string | null {
    this.#check();
    return this.kept.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.#check();
    this.kept.set(key, value);
  }
  removeItem(key: string): void {
    this.#check();
    this.kept.delete(key);
  }
  key(index: number): string | null {
    this.#check();
    return [...this.kept.keys()][index] ?? null;
  }
  get length(): number {
    this.#check();
    return this.kept.size;
  }
}

async function opened(storage: TestStorage, token = 'ana') {
  const store = new TestWorld().store({ storage, token, name: 'site' });
  follow(store.session);
  await settle();
  return store;
}

const typed = { title: 'A lamp', body: 'For the desk' };

test('a draft survives a reload, by person and place', async () => {
  const storage = new TestStorage();
  const store = await opened(storage);
  draftsOf(store).set('new idea', typed);
  expect([...storage.kept.keys()]).toEqual(['rallykit:draft:site:ana:new idea']);
  expect(draftsOf(await opened(storage)).get('new idea')).toEqual(typed);
  expect(draftsOf(await opened(storage)).get('new question')).toBeUndefined();
  expect(draftsOf(await opened(storage, 'ben')).get('new idea')).toBeUndefined();
});

test('an empty draft is forgotten', async () => {
  const storage = new TestStorage();
  const store = await opened(storage);
  draftsOf(store).set('a', typed);
  draftsOf(store).set('b', typed);
  draftsOf(store).set('a', { title: '', body: '' });
  draftsOf(store).set('b', undefined);
  expect([draftsOf(store).get('a'), draftsOf(store).get('b')]).toEqual([undefined, undefined]);
  expect(storage.kept.size).toBe(0);
});

test('what was typed before signing in is found after it', async () => {
  const storage = new TestStorage();
  draftsOf(await opened(storage, '')).set('a', typed);
  const store = await opened(storage);
  expect(draftsOf(store).get('a')).toEqual(typed);
  draftsOf(store).set('a', { title: 'Mine now' });
  expect([...storage.kept.keys()]).toEqual(['rallykit:draft:site:ana:a']);
});

test('what is typed before it is known who signed in is not kept for whoever was there before', async () => {
  const storage = new TestStorage();
  const world = new TestWorld();
  const store = world.store({ storage, name: 'site' });
  follow(store.session);
  await settle();
  draftsOf(store).set('a', { title: 'Of Ana' });
  const answer = world.gate('viewer');
  store.setToken('ben');
  draftsOf(store).set('a', typed);
  answer();
  await settle();
  expect(draftsOf(store).get('a')).toEqual(typed);
  draftsOf(store).set('a', typed);
  store.setToken('ana');
  await settle();
  expect(draftsOf(store).get('a')).toEqual({ title: 'Of Ana' });
  // The same person, by another token: what they typed meanwhile is newer.
  const again = world.gate('viewer');
  store.setToken(async () => 'ana');
  draftsOf(store).set('a', { title: 'Of Ana, longer' });
  again();
  await settle();
  expect(draftsOf(store).get('a')).toEqual({ title: 'Of Ana, longer' });
});

test('where storage is denied, drafts last as long as the page', async () => {
  const storage = new TestStorage();
  storage.denied = true;
  const store = await opened(storage);
  draftsOf(store).set('a', typed);
  expect(draftsOf(store).get('a')).toEqual(typed);
  draftsOf(store).set('a', undefined);
  expect(draftsOf(store).get('a')).toBeUndefined();
  const without = new TestWorld().store();
  draftsOf(without).set('a', typed);
  expect(draftsOf(without).get('a')).toEqual(typed);
});

test('storage that fills up in the middle of a text loses none of it', async () => {
  const storage = new TestStorage();
  const store = await opened(storage);
  draftsOf(store).set('a', { body: 'short' });
  storage.setItem = () => {
    throw new DOMException('Full', 'QuotaExceededError');
  };
  draftsOf(store).set('a', { body: 'short and then more' });
  expect(draftsOf(store).get('a')).toEqual({ body: 'short and then more' });
});

test('a very long text is kept in memory rather than filling the storage of the site', async () => {
  const storage = new TestStorage();
  const store = await opened(storage);
  const body = 'x'.repeat(300_000);
  draftsOf(store).set('a', { body });
  expect(storage.kept.size).toBe(0);
  expect(draftsOf(store).get('a')).toEqual({ body });
});

test('after 30 days a draft is forgotten, also where nobody comes back to its place', async () => {
  const storage = new TestStorage();
  const store = await opened(storage);
  draftsOf(store).set('a', typed);
  storage.kept.set('rallykit:draft:other:ana:a', storage.kept.get('rallykit:draft:site:ana:a')!);
  storage.kept.set('of the site itself', 'kept');
  vi.setSystemTime(start + 29 * 86_400_000);
  expect(draftsOf(await opened(storage)).get('a')).toEqual(typed);
  draftsOf(store).set('b', typed);
  vi.setSystemTime(start + 31 * 86_400_000);
  const later = await opened(storage);
  expect(draftsOf(later).get('b')).toEqual(typed);
  expect([...storage.kept.keys()].sort()).toEqual([
    'of the site itself',
    'rallykit:draft:other:ana:a',
    'rallykit:draft:site:ana:b',
  ]);
  expect(draftsOf(later).get('a')).toBeUndefined();
});

test('what is no draft is none', async () => {
  const storage = new TestStorage();
  const store = await opened(storage);
  for (const [at, text] of [
    '{',
    'null',
    '7',
    '{"at":"x"}',
    '{"at":1e15}',
    '{"at":1e15,"fields":null}',
  ].entries()) {
    storage.kept.set(`rallykit:draft:site:ana:${at}`, text);
    expect(draftsOf(store).get(String(at))).toBeUndefined();
  }
});
