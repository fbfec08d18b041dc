import { css, html, nothing, type CSSResultGroup, type TemplateResult } from 'lit';
import { toRallyError, type Board, type RallyError, type Votable } from '@rallykit/core';
import type { Store } from '@rallykit/store';
import { property, query, state } from '../base/decorators.js';
import { RallyElement } from '../base/rally-element.js';
import { shared } from '../base/shared.styles.js';
import { reasonWords } from './reason.words.js';

/** Asks for nothing more, as `rally-reason-close`: something was said, or it need not be. */
class ReasonCloseEvent extends Event {
  constructor() {
    super('rally-reason-close');
  }
}

/**
 * @summary Asks who has just voted why, in one optional sentence. Used inside `<rally-idea>`.
 *
 * The vote counts already. It takes no focus, and what is typed stays when it is refused.
 *
 * @event {ActRequestEvent} rally-vote-set-request - Before the reason is kept with the vote; can be stopped.
 * @event {ReasonCloseEvent} rally-reason-close - Nothing more is asked.
 * @csspart base - The form.
 */
export class RallyVoteReason extends RallyElement {
  static override styles: CSSResultGroup = [
    shared,
    css`
      form {
        display: grid;
        gap: 0.5em;
        padding: 0.9em 1.05em;
        border: 1px solid var(--_accent-line);
        border-radius: var(--_radius-s);
        background: var(--_accent-soft);
      }
    `,
  ];

  @property({ attribute: false }) post: Votable | undefined;
  @property({ attribute: false }) board: Board | undefined;

  @state() private failed: RallyError | undefined;
  @state() private busy = false;

  @query('input') private field!: HTMLInputElement | null;

  #close(): void {
    this.dispatchEvent(new ReasonCloseEvent());
  }

  async #onSubmit(event: Event, store: Store): Promise<void> {
    event.preventDefault();
    const { post } = this;
    const reason = this.field?.value.trim();
    if (!post || this.busy) return;
    const value = store.myVote(post);
    if (!reason || value === 0) return this.#close();
    this.busy = true;
    this.failed = undefined;
    try {
      if (!(await this.act('vote.set', { subject: { kind: post.kind, id: post.id }, value, reason }))) return;
      this.announce(reasonWords.thanks);
      this.#close();
    } catch (thrown) {
      this.failed = toRallyError(thrown);
    } finally {
      this.busy = false;
    }
  }

  protected override renderWith(store: Store): TemplateResult | typeof nothing {
    const { post, board, failed } = this;
    if (!post || !board) return nothing;
    return html`<form part="base" @submit=${(event: Event) => this.#onSubmit(event, store)}>
      <label for="why"><b>${reasonWords.why}</b></label>
      <input class="field" id="why" dir="auto" maxlength="500" autocomplete="off" aria-describedby="hint" />
      <p class="small soft" id="hint">
        ${reasonWords.hint} ${board.voters === 'all' ? reasonWords.forAll : reasonWords.forTeam}
      </p>
      ${failed ? html`<p class="problem" role="alert">${failed.message}</p>` : nothing}
      <div class="row">
        <span class="grow"></span>
        <button class="btn quiet" type="button" @click=${() => this.#close()}>${reasonWords.later}</button>
        <button class="btn primary" aria-disabled=${this.busy}>${reasonWords.send}</button>
      </div>
    </form>`;
  }
}
