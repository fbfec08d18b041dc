/** The language at an element: of its closest ancestor with `lang`, across shadow roots; else the browser's. */
export function langOf(element: Element): string {
  for (let at: Element | null = element; at;) {
    const near: HTMLElement | null = at.closest<HTMLElement>('[lang]');
    const lang = near?.getAttribute('lang');
    if (lang && valid(lang)) return lang;
    const root: Node = (near ?? at).getRootNode();
    at = near?.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
  }
  return navigator.language;
}

function valid(lang: string): boolean {
  try {
    return Intl.getCanonicalLocales(lang).length > 0;
  } catch {
    return false;
  }
}

const made = new Map<string, unknown>();
/** Formatters are slow to make, so each is made once. */
function once<T>(key: string, make: () => T): T {
  if (!made.has(key)) made.set(key, make());
  return made.get(key) as T;
}

/** Every digit: 12,345. */
export const number = (value: number, lang: string): string =>
  once(`number ${lang}`, () => new Intl.NumberFormat(lang)).format(value);

/** At most five characters in most languages: 12K. For counts with little room; say the full number elsewhere. */
export const compact = (value: number, lang: string): string =>
  once(
    `compact ${lang}`,
    () => new Intl.NumberFormat(lang, { notation: 'compact', maximumFractionDigits: 1 }),
  ).format(value);

export const percent = (share: number, lang: string): string =>
  once(`percent ${lang}`, () => new Intl.NumberFormat(lang, { style: 'percent' })).format(share);

/** Day, month and time in full, for titles. */
export const dateTime = (at: number, lang: string): string =>
  once(`full ${lang}`, () => new Intl.DateTimeFormat(lang, { dateStyle: 'long', timeStyle: 'short' })).format(
    at,
  );

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number, number])[] = [
  ['second', 60_000, 60_000],
  ['minute', 3_600_000, 60_000],
  ['hour', 86_400_000, 3_600_000],
  ['day', 7 * 86_400_000, 86_400_000],
];

/** “3 hours ago” for what is less than a week away, else “3 Nov”, with the year when it is another one. */
export function when(at: number, lang: string, now = Date.now()): string {
  const away = at - now;
  const step = steps.find(([, limit]) => Math.abs(away) < limit);
  if (step) {
    const [unit, , size] = step;
    const format = once(`relative ${lang}`, () => new Intl.RelativeTimeFormat(lang, { numeric: 'auto' }));
    return format.format(Math.trunc(away / size), unit);
  }
  const thisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return once(`date ${lang} ${thisYear}`, () => {
    const year = thisYear ? {} : ({ year: 'numeric' } as const);
    return new Intl.DateTimeFormat(lang, { day: 'numeric', month: 'short', ...year });
  }).format(at);
}
