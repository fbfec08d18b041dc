import type { Theme } from './context.js';

/**
 * How light a computed colour is, 0 to 1. Browsers serialise computed colours in few ways: rgb, color(), (ok)lab, (ok)lch.
 */
export function lightness(color: string): number {
  const [a = 0, b = 0, c = 0] = (color.replace(/^color\(\S+/, '').match(/-?[\d.]+(e-?\d+)?/g) ?? []).map(
    Number,
  );
  if (color.startsWith('ok')) return a;
  if (color.startsWith('l')) return a / 100;
  const luma = 0.299 * a + 0.587 * b + 0.114 * c;
  return color.startsWith('rgb') ? luma / 255 : luma;
}

/** The theme of the page round an element: dark where the text is light, whatever `color-scheme` the page declares. */
export function pageTheme(element: Element): Theme {
  const root = element.getRootNode();
  const around = element.parentElement ?? (root instanceof ShadowRoot ? root.host : document.documentElement);
  return lightness(getComputedStyle(around).color) > 0.55 ? 'dark' : 'light';
}

const followers = new Set<() => void>();
let stop: (() => void) | undefined;

/** Calls `listener` when the page may have changed its theme. One observer serves all. Returns what stops it. */
export function onPageTheme(listener: () => void): () => void {
  followers.add(listener);
  stop ??= observe();
  return () => {
    followers.delete(listener);
    if (followers.size > 0) return;
    stop?.();
    stop = undefined;
  };
}

function observe(): () => void {
  const tell = () => followers.forEach((listener) => listener());
  const observer = new MutationObserver(tell);
  for (const element of [document.documentElement, document.body])
    observer.observe(element, { attributes: true });
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', tell);
  // A page may fade from one theme to the other: its text has the new colour at the end only.
  const faded = ({ propertyName }: TransitionEvent) => propertyName === 'color' && tell();
  document.body.addEventListener('transitionend', faded);
  return () => {
    observer.disconnect();
    system.removeEventListener('change', tell);
    document.body.removeEventListener('transitionend', faded);
  };
}
