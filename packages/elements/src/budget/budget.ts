import { css, html, nothing, type CSSResultGroup, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Board, Entities } from '@rallykit/core';
import { acts } from '../base/acts.styles.js';
import { disclosure } from '../base/disclosure.styles.js';
import { property } from '../base/decorators.js';
import { number } from '../base/format.js';
import { errorState } from '../base/parts.js';
import { RallyElement } from '../base/rally-element.js';
import { shared } from '../base/shared.styles.js';
import { Watch } from '../base/watch.js';
import { budgetWords } from './budget.words.js';

/** As many as a page can have: a budget is seldom larger. */
const listed = 100;

/**
 * @summary How many votes I have left on a board that gives everybody only so many, and what I gave them to. Used inside
 * `<rally-ideas>` and `<rally-questions>`.
 *
 * @event {ActRequestEvent} rally-vote-set-request - Before a vote is taken back; can be stopped.
 * @event {ActEvent} rally-vote-set - After it was taken back.
 * @csspart base - The line, which opens to the list.
 */
export class RallyBudget extends RallyElement {
  static override styles: CSSResultGroup = [
    shared,
    acts,
    disclosure,
    css`
      :host {
        display: block;
        padding-inline: 1.2em;
        border-block-end: 1px solid var(--_line);
      }
      ul {
        margin: 0 0 0.8em;
        padding: 0;
        list-style: none;
      }
      li {
        display: flex;
        gap: 1em;
        align-items: center;
        justify-content: space-between;
        overflow-wrap: anywhere;
      }
      .act {
        flex: none;
        min-block-size: 44px;
      }
      p {
        margin-block: 0.2em 0.6em;
      }
    `,
  ];

  @property({ attribute: false }) board: Board | undefined;
  /** What the votes are on. */
  @property() kind: 'idea' | 'question' = 'idea';

  readonly #session = new Watch(this, (store) => store.session);
  readonly #given = new Watch(this, (store) => {
    if (!this.board || !this.#session.value?.viewer.member) return undefined;
    const open = this.board.pipeline.filter(({ closed }) => !closed).map(({ id }) => id);
    const { kind } = this;
    return store.list({
      kind,
      board: this.board.id,
      mine: 'voted',
      status: open,
      sort: 'new',
      first: listed,
    });
  });

  async #onTakeBack(event: Event, { kind, id }: Entities['idea' | 'question']): Promise<void> {
    const button = event.currentTarget as HTMLElement;
    try {
      await this.act('vote.set', { subject: { kind, id }, value: 0 });
      // The row is gone, and with it what had the focus.
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>('summary')?.focus();
    } catch (error) {
      await this.showRefusal(button, error);
    }
  }

  protected override renderWith(): TemplateResult | typeof nothing {
    const budget = this.board?.budget;
    const session = this.#session.value;
    if (budget === undefined || !session) return nothing;
    const shown = number(budget, this.language);
    if (!session.viewer.member) {
      return html`<p class="soft small" part="base">${budgetWords.each(budget, shown)}</p>`;
    }
    const given = this.#given.value;
    if (given?.status === 'error') return errorState(given.error!, () => void this.#given.source?.refresh());
    const left = Math.max(0, budget - (given?.items.length ?? 0));
    return html`<details part="base" aria-busy=${given?.status !== 'ready'}>
      <summary>
        ${given?.status === 'ready' ? budgetWords.left(left, number(left, this.language), shown) : budgetWords.where}
      </summary>
      ${given?.status === 'ready' ? this.#renderGiven(given.items) : nothing}
    </details>`;
  }

  #renderGiven(posts: readonly Entities['idea' | 'question'][]): TemplateResult {
    const say = budgetWords;
    if (posts.length === 0) return html`<p class="soft small">${say.none}</p>`;
    return html`<p class="soft small">${say.back}</p>
      <ul aria-label=${say.where}>
        ${repeat(
          posts,
          ({ id }) => id,
          (post) =>
            html`<li>
              <span dir="auto">${post.title}</span>
              <button
                class="act"
                type="button"
                aria-label=${say.takeBackFrom(post.title)}
                @click=${(event: Event) => this.#onTakeBack(event, post)}
              >
                ${say.takeBack}
              </button>
            </li>`,
        )}
      </ul>`;
  }
}
