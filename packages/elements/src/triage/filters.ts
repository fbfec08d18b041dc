import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { FilterName, Idea } from '@rallykit/core';
import type { Session, Store } from '@rallykit/store';
import type { Filter } from '../board/filter.js';
import { number } from '../base/format.js';
import { filterWords } from './filters.words.js';

export interface Filtering {
  readonly filter: Filter;
  readonly session: Session | undefined;
  readonly language: string;
  readonly change: (filter: Filter) => void;
}

type Extra = 'author' | 'since' | 'until' | 'votes' | 'unanswered';

/** The same filter with one field set; undefined takes it away. */
function withField<F extends Extra>(filter: Filter, field: F, value: Filter[F] | undefined): Filter {
  const { [field]: _, ...rest } = filter as unknown as Record<string, unknown>;
  return { ...rest, ...(value !== undefined && { [field]: value }) } as unknown as Filter;
}

/** A day as a date field writes it, in the reader's own time. */
const dayOf = (at: number): string => {
  const date = new Date(at);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};
/** When that day begins, or the one `after` days later. */
function beginOf(day: string, after = 0): number | undefined {
  const [year, month, date] = day.split('-').map(Number);
  return year && month && date ? new Date(year, month - 1, date + after).getTime() : undefined;
}
const lastDay = (until: number): string => dayOf(until - 1);

/** What the team narrows a list by beside what everybody does, each where the store's lists know it. */
export function renderFilters(
  { filter, session, change }: Filtering,
  shown: readonly Idea[],
  store: Store,
): TemplateResult {
  const say = filterWords;
  const knows = (name: FilterName) => session?.supports.filters.includes(name);
  const set = <F extends Extra>(field: F, value: Filter[F] | undefined) =>
    change(withField(filter, field, value));
  const valueOf = (event: Event) => (event.currentTarget as HTMLInputElement).value;
  const authors = new Map(shown.map(({ author }) => [author, nameOf(author, store)]));
  if (filter.author !== undefined) authors.set(filter.author, nameOf(filter.author, store));
  const date = (field: 'since' | 'until', label: string, value: string, after: number) =>
    html`<label class="line">
      <span class="grow">${label}</span>
      <input
        class="field"
        type="date"
        .value=${live(value)}
        @change=${(event: Event) => set(field, beginOf(valueOf(event), after))}
      />
    </label>`;
  return html`<fieldset>
    <legend>${say.team}</legend>
    ${
      knows('unanswered')
        ? html`<label>
            <input
              type="checkbox"
              .checked=${Boolean(filter.unanswered)}
              @change=${() => set('unanswered', filter.unanswered ? undefined : true)}
            />
            <span class="grow">${say.unanswered}</span>
          </label>`
        : nothing
    }
    ${
      knows('votes')
        ? html`<label class="line">
            <span class="grow">${say.votes}</span>
            <input
              class="field"
              type="number"
              inputmode="numeric"
              .value=${live(String(filter.votes ?? ''))}
              @change=${(event: Event) => {
                const value = valueOf(event);
                set('votes', value === '' ? undefined : Math.trunc(Number(value)));
              }}
            />
          </label>`
        : nothing
    }
    ${knows('since') ? date('since', say.since, filter.since === undefined ? '' : dayOf(filter.since), 0) : nothing}
    ${knows('until') ? date('until', say.until, filter.until === undefined ? '' : lastDay(filter.until), 1) : nothing}
    <label class="line">
      <span class="grow">${say.author}</span>
      <select class="field" @change=${(event: Event) => set('author', valueOf(event) || undefined)}>
        <option value="" ?selected=${filter.author === undefined}>${say.anybody}</option>
        ${[...authors].map(
          ([id, name]) => html`<option value=${id} ?selected=${id === filter.author}>${name}</option>`,
        )}
      </select>
    </label>
  </fieldset>`;
}

const nameOf = (member: string, store: Store): string =>
  store.peek({ kind: 'member', id: member })?.name ?? member;

/** What of this is switched on, each with what switches it off. */
export function chipsOf({ filter, language, change }: Filtering, store: Store) {
  const say = filterWords;
  const chip = (field: Extra, label: string) => ({
    label,
    remove: () => change(withField(filter, field, undefined)),
  });
  const day = (at: number) => new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(at);
  const { unanswered, votes, since, until, author } = filter;
  return [
    ...(unanswered ? [chip('unanswered', say.unanswered)] : []),
    ...(votes === undefined ? [] : [chip('votes', say.atLeast(votes, number(votes, language)))]),
    ...(since === undefined ? [] : [chip('since', say.from(day(since)))]),
    ...(until === undefined ? [] : [chip('until', say.to(day(until - 1)))]),
    ...(author === undefined ? [] : [chip('author', say.by(nameOf(author, store)))]),
  ];
}
