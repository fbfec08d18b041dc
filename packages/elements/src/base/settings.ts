import type { Store, Token } from '@rallykit/store';
import type { Words } from './all-words.js';
import { setWords } from './words.js';

/** What elements fall back on when nothing nearer tells them. */
interface Defaults {
  /** The store of elements that have neither a provider nor an address of their own. */
  store?: Store | undefined;
  /** Or the address of one. */
  backend?: string | undefined;
  token?: Token | undefined;
}

export interface Settings extends Defaults {
  /** Other words, such as a translation; those left out stay English. */
  words?: { [Section in keyof Words]?: Partial<Words[Section]> };
}

export const settings: Defaults = {};

const listeners = new Set<() => void>();

/** Calls `listener` whenever what elements fall back on changes. Returns what stops it. */
export function onSettings(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const settingsChanged = (): void => listeners.forEach((listener) => listener());

/**
 * Sets the page's defaults for every element, at any time. Keys left out stay as they are.
 *
 * @example configure({ backend: 'https://community.example.com' })
 */
export function configure({ words: other, ...rest }: Settings): void {
  Object.assign(settings, rest);
  for (const [section, entries] of Object.entries(other ?? {})) setWords(section, entries);
  settingsChanged();
}
