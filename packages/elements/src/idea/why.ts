import { css, html, nothing, type CSSResultGroup, type TemplateResult } from 'lit';
import { attentionOf, trendHalfLife, trendWeights, type Idea } from '@rallykit/core';
import { property, state } from '../base/decorators.js';
import { disclosure } from '../base/disclosure.styles.js';
import { RallyElement } from '../base/rally-element.js';
import { shared } from '../base/shared.styles.js';
import { whyWords } from './why.words.js';

/**
 * @summary Why an idea stands where it does among trending ones: what its attention is made of. Used inside `<rally-idea>`.
 *
 * @csspart base - The part that opens.
 */
export class RallyIdeaWhy extends RallyElement {
  static override styles: CSSResultGroup = [
    shared,
    disclosure,
    css`
      table {
        inline-size: min(100%, 24em);
        margin-block: 0.4em 0.8em;
        border-collapse: collapse;
      }
      th,
      td {
        padding: 0.35em 0;
        border-block-end: 1px solid var(--_line);
        font-weight: inherit;
        text-align: start;
      }
      td {
        text-align: end;
      }
      tfoot {
        font-weight: 650;
      }
      tfoot :is(th, td) {
        border: 0;
      }
    `,
  ];

  @property({ attribute: false }) idea: Idea | undefined;

  @state() private open = false;

  protected override renderWith(): TemplateResult {
    return html`<details
      part="base"
      @toggle=${(event: Event) => (this.open = (event.target as HTMLDetailsElement).open)}
    >
      <summary>${whyWords.why}</summary>
      ${this.open && this.idea ? this.#renderParts(this.idea) : nothing}
    </details>`;
  }

  get #halfLife(): string {
    const days = new Intl.NumberFormat(this.language, { style: 'unit', unit: 'day', unitDisplay: 'long' });
    return days.format(trendHalfLife / 86_400_000);
  }

  #renderParts(idea: Idea): TemplateResult {
    const say = whyWords;
    const digits = new Intl.NumberFormat(this.language, { maximumFractionDigits: 2 });
    const show = (value: number) => digits.format(value);
    const { all, ...parts } = attentionOf(idea, Date.now());
    const weights = { newness: trendWeights.post, votes: trendWeights.vote, talk: trendWeights.talk };
    return html`<p class="soft small">${say.detail(this.#halfLife)}</p>
      <table class="num small">
        <thead class="sr">
          <tr>
            <th scope="col">${say.part}</th>
            <th scope="col">${say.counts}</th>
          </tr>
        </thead>
        <tbody>
          ${(['newness', 'votes', 'talk'] as const).map(
            (part) =>
              html`<tr>
                <th scope="row">${say[part](show(weights[part]))}</th>
                <td>${show(parts[part])}</td>
              </tr>`,
          )}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">${say.all}</th>
            <td>${show(all)}</td>
          </tr>
        </tfoot>
      </table>`;
  }
}
