import { css, html, nothing, type CSSResultGroup, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { property, state } from '../base/decorators.js';
import type { Board, Idea, Status, Step } from '@rallykit/core';
import type { ListState, Store } from '@rallykit/store';
import { disclosure } from '../base/disclosure.styles.js';
import { badge, byline, errorState, skeleton, time } from '../base/parts.js';
import { RallyElement } from '../base/rally-element.js';
import { shared } from '../base/shared.styles.js';
import { loadMarkdown, markdown } from '../base/text.js';
import { Watch } from '../base/watch.js';
import { commonWords } from '../base/words.js';
import { historyWords } from './history.words.js';

/**
 * @summary How an idea came to its status: each step with who made it, when and why, the newest first. Used inside `<rally-idea>`.
 *
 * Reads nothing before it is opened.
 *
 * @csspart base - The part that opens.
 */
export class RallyIdeaHistory extends RallyElement {
  static override styles: CSSResultGroup = [
    shared,
    disclosure,
    css`
      ol {
        margin: 0.4em 0 0.8em;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        gap: 0.35em;
        padding-block-end: 1em;
        padding-inline-start: 1.2em;
        border-inline-start: 2px solid var(--_line);
        margin-inline-start: 5px;
        overflow-wrap: anywhere;
      }
      li:last-child {
        padding-block-end: 0;
        border-color: transparent;
      }
      li::before {
        content: '';
        grid-area: 1 / 1;
        inline-size: 10px;
        block-size: 10px;
        margin-block-start: 0.45em;
        margin-inline-start: calc(-1.2em - 6px);
        border-radius: 50%;
        background: var(--_line-strong);
        outline: 3px solid var(--_surface);
      }
      li:first-child::before {
        background: var(--_accent);
      }
      li > .row {
        grid-area: 1 / 1;
      }
      @media (forced-colors: active) {
        li::before {
          background: CanvasText;
        }
      }
    `,
  ];

  @property({ attribute: false }) idea: Idea | undefined;
  @property({ attribute: false }) board: Board | undefined;

  @state() private open = false;

  readonly #list = new Watch(this, (store) => {
    const { id } = this.idea ?? {};
    return this.open && id !== undefined
      ? store.list({ kind: 'step', subject: { kind: 'idea', id }, sort: 'new' })
      : undefined;
  });

  protected override firstUpdated(): void {
    loadMarkdown();
  }

  protected override updated(): void {
    // What happens to the idea shows above, too; nothing here is about to be pressed.
    if (this.#list.value?.waiting) this.#list.source?.showNew();
  }

  protected override renderWith(store: Store): TemplateResult {
    return html`<details
      part="base"
      @toggle=${(event: Event) => (this.open = (event.target as HTMLDetailsElement).open)}
    >
      <summary>${historyWords.history}</summary>
      ${this.#list.value ? this.#renderSteps(this.#list.value, store) : nothing}
    </details>`;
  }

  #renderSteps({ status, error, items, more, loadingMore }: ListState<Step>, store: Store): TemplateResult {
    const source = this.#list.source;
    if (status === 'error') return errorState(error!, () => void source?.refresh());
    if (status === 'loading') return skeleton(2);
    // It was moved where steps were not kept.
    if (items.length === 0) return html`<p class="soft small">${historyWords.none}</p>`;
    return html`<ol reversed>
        ${repeat(
          items,
          ({ id }) => id,
          (step) => this.#renderStep(step.to, step, store, step.note),
        )}
        ${more || !this.idea ? nothing : this.#renderStep(items.at(-1)!.from, this.idea, store)}
      </ol>
      ${
        more
          ? html`<button
              class="btn"
              type="button"
              aria-busy=${loadingMore}
              @click=${() => void source?.loadMore()}
            >
              ${loadingMore ? commonWords.loading : commonWords.showMore}
            </button>`
          : nothing
      }`;
  }

  #renderStep(
    status: string,
    { author, createdAt }: Pick<Step, 'author' | 'createdAt'>,
    store: Store,
    note?: string,
  ): TemplateResult {
    // One that the board had then, and has not now, shows by its name.
    const shown: Pick<Status, 'label' | 'tone'> = this.board?.pipeline.find(({ id }) => id === status) ?? {
      label: status,
      tone: 'calm',
    };
    const member = store.peek({ kind: 'member', id: author });
    return html`<li>
      <div class="row small">
        ${badge(shown)}
        <span class="soft"><bdi>${byline(member, author)}</bdi> · ${time(createdAt, this.language)}</span>
      </div>
      ${note ? markdown(note) : nothing}
    </li>`;
  }
}
