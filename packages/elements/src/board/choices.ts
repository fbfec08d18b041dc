import { html, nothing, type TemplateResult } from 'lit';
import type { Board } from '@rallykit/core';
import { number } from '../base/format.js';
import { icons } from '../base/icons.js';
import { boardWords } from './board.words.js';
import { noFilter, type Filter } from './filter.js';

export { styles } from './choices.styles.js';

type Field = keyof Filter;

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
  readonly change: (filter: Filter) => void;
}

/** The choices, for inside the popover. @public for `board.ts`, which loads them when it is opened. */
export function renderChoices({ board, filter, language, change }: Control): TemplateResult {
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
  return html`${group('status', boardWords.status, board.pipeline)}
  ${group('tags', boardWords.tags, board.tags)}`;
}

/** What is switched on, each with a button that switches it off. @public as above. */
export function renderChips({ board, filter, change }: Control): TemplateResult | typeof nothing {
  const active = [
    ...board.pipeline.map((option) => ({ ...option, field: 'status' as const })),
    ...board.tags.map((option) => ({ ...option, field: 'tags' as const })),
  ].filter(({ field, id }) => filter[field].includes(id));
  if (active.length === 0) return nothing;
  return html`<div class="chips" role="group" aria-label=${boardWords.filters}>
    ${active.map(
      ({ field, id, label }) =>
        html`<button
          class="chip"
          type="button"
          aria-label=${boardWords.unfilter(label)}
          @click=${() => change(toggled(filter, field, id))}
        >
          ${label} ${icons.close}
        </button>`,
    )}
    <button class="link small" type="button" @click=${() => change(noFilter)}>${boardWords.clear}</button>
  </div>`;
}
