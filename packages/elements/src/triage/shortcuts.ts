import type { Store } from '@rallykit/store';

/** What single keys do on a board. */
export const keys = {
  j: 'next',
  k: 'previous',
  o: 'open',
  x: 'select',
  s: 'status',
  t: 'tags',
  '/': 'search',
  '?': 'help',
} as const;

export type Shortcut = (typeof keys)[keyof typeof keys];

/** What a key press asks for; undefined while somebody types, with another key held, or where it is not one of these. */
export function shortcutOf(event: KeyboardEvent): Shortcut | undefined {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey)
    return undefined;
  const [target] = event.composedPath();
  if (target instanceof HTMLElement && (isTypedInto(target) || target.closest('dialog, [popover]')))
    return undefined;
  return Object.hasOwn(keys, event.key) ? keys[event.key as keyof typeof keys] : undefined;
}

const isTypedInto = (target: HTMLElement): boolean =>
  target.isContentEditable || target.matches('textarea, select, input:not([type=checkbox], [type=radio])');

const keyOf = ({ keeping: { name, person } }: Store): string => `rallykit:keys:${name}:${person ?? ''}`;

/** Whether somebody uses single keys here; they can switch them off (WCAG 2.1.4), in this browser. */
export function usesKeys(store: Store): boolean {
  try {
    return store.keeping.storage?.getItem(keyOf(store)) !== 'off';
  } catch {
    return true;
  }
}

export function setKeys(store: Store, on: boolean): void {
  try {
    if (on) store.keeping.storage?.removeItem(keyOf(store));
    else store.keeping.storage?.setItem(keyOf(store), 'off');
  } catch {
    // Denied: then they are off until the page is left.
  }
}
