import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Board, Sort } from '@rallykit/core';
import type { Session } from '@rallykit/store';
import { number } from '../base/format.js';
import { moreIcons } from '../base/more-icons.js';
import type { UsualSort } from './board.js';
import { boardWords } from './board.words.js';
import { choicesWords } from './choices.words.js';
import { noFilter, type Filter } from './filter.js';

export { styles } from './choices.styles.js';

type Field = 'status' | 'tags';

/** The orders that the bar has no button for. */
const further = ['discussed', 'active'] as const;
const mine = ['voted', 'posted'] as const;

/** The same filter with one value switched on or off. */
const toggled = (filter: Filter, field: Field, id: string): Filter => ({
  ...filter,
  [field]: filter[field].includes(id)
    ? filter[field].filter((other) => other !== id)
    : [...filter[field], id],
});

interface Control {
  readonly board: Board;
  readonly filter: Filter;
  readonly language: string;
  readonly session: Session | undefined;
  readonly sort: Sort;
  /** The orders that have a button in the bar. */
  readonly usual: readonly UsualSort[];
  readonly change: (filter: Filter) => void;
  /** What else is switched on, by those who may ask for more. */
  readonly chips: readonly { readonly label: string; readonly remove: () => void }[];
  /** Lists in another order; in the usual one without it. */
  readonly reorder: (sort?: Sort) => void;
}

/** The same filter with `how` switched on or off. */
const withMine = ({ mine: now, ...rest }: Filter, how: NonNullable<Filter['mine']>): Filter => ({
  ...rest,
  ...(now !== how && { mine: how }),
});

/** The same filter for what is archived, or for what is not. */
const withArchived = ({ archived: now, ...rest }: Filter): Filter => ({
  ...rest,
  ...(!now && { archived: true }),
});

/** The choices, for inside the popover. @public for `board.ts`, which loads them when it is opened. */
export function renderChoices(control: Control): TemplateResult {
  const { board, filter, language, session, change } = control;
  const group = (field: Field, legend: string, options: readonly { id: string; label: string }[]) =>
    options.length
      ? html`<fieldset>
          <legend>${legend}</legend>
          ${options.map(
            ({ id, label }) =>
              html`<label>
                <input
                  type="checkbox"
                  .checked=${filter[field].includes(id)}
                  @change=${() => change(toggled(filter, field, id))}
                />
                <span class="grow">${label}</span>
                ${
                  field === 'status'
                    ? html`<span class="soft small num">${number(board.counts[id] ?? 0, language)}</span>`
                    : nothing
                }
              </label>`,
          )}
        </fieldset>`
      : nothing;
  // Nobody has votes or posts before they are somebody.
  const own = html`<fieldset>
    <legend>${choicesWords.mine}</legend>
    ${mine.map(
      (how) =>
        html`<label>
          <input
            type="checkbox"
            .checked=${filter.mine === how}
            @change=${() => change(withMine(filter, how))}
          />
          <span class="grow">${choicesWords[how]}</span>
        </label>`,
    )}
  </fieldset>`;
  const archive = html`<fieldset>
    <legend>${choicesWords.archive}</legend>
    <label>
      <input
        type="checkbox"
        .checked=${Boolean(filter.archived)}
        @change=${() => change(withArchived(filter))}
      />
      <span class="grow">${choicesWords.archived}</span>
      <span class="soft small num">${number(archivedOn(board), language)}</span>
    </label>
  </fieldset>`;
  return html`${renderOrders(control)} ${group('status', choicesWords.status, board.pipeline)}
  ${group('tags', choicesWords.tags, board.tags)} ${session?.viewer.member ? own : nothing}
  ${mayArchive(session) ? archive : nothing}`;
}

/** For those who put ideas away, where the store has them in lists of their own. */
const mayArchive = (session: Session | undefined): boolean =>
  Boolean(session?.supports.filters.includes('archived') && session.viewer.may.includes('idea.archive'));

const archivedOn = ({ archivedCounts = {} }: Board): number =>
  Object.values(archivedCounts).reduce((sum, count) => sum + count, 0);

function renderOrders({ session, sort, usual, reorder }: Control): TemplateResult | typeof nothing {
  const orders = [...usual, ...further].filter((order) => session?.supports.sorts.includes(order));
  if (!further.some((order) => orders.includes(order))) return nothing;
  return html`<fieldset>
    <legend>${choicesWords.orders}</legend>
    ${orders.map(
      (order) =>
        html`<label>
          <input type="radio" name="order" .checked=${live(order === sort)} @change=${() => reorder(order)} />
          <span class="grow">${choicesWords[order]}</span>
        </label>`,
    )}
  </fieldset>`;
}

/** What is switched on, each with a button that switches it off. @public as above. */
export function renderChips(control: Control): TemplateResult | typeof nothing {
  const { board, filter, sort, change, reorder } = control;
  const order = further.find((each) => each === sort);
  const active = [
    ...board.pipeline.map((option) => ({ ...option, field: 'status' as const })),
    ...board.tags.map((option) => ({ ...option, field: 'tags' as const })),
  ].filter(({ field, id }) => filter[field].includes(id));
  if (active.length + control.chips.length === 0 && !filter.mine && !filter.archived && !order)
    return nothing;
  const chip = (label: string, remove: () => void) =>
    html`<button class="chip" type="button" aria-label=${choicesWords.unfilter(label)} @click=${remove}>
      ${label} ${moreIcons.close}
    </button>`;
  const { mine: own } = filter;
  const clear = () => {
    if (order) reorder();
    change(noFilter);
  };
  return html`<div class="chips" role="group" aria-label=${choicesWords.filters}>
    ${order ? chip(choicesWords[order], () => reorder()) : nothing}
    ${active.map(({ field, id, label }) => chip(label, () => change(toggled(filter, field, id))))}
    ${control.chips.map(({ label, remove }) => chip(label, remove))}
    ${filter.archived ? chip(choicesWords.archived, () => change(withArchived(filter))) : nothing}
    ${own ? chip(choicesWords[own], () => change(withMine(filter, own))) : nothing}
    <button class="link small" type="button" @click=${clear}>${boardWords.clear}</button>
  </div>`;
}
