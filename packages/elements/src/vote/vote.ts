import { html, nothing, type CSSResultGroup, type TemplateResult } from 'lit';
import { property } from '../base/decorators.js';
import type { Idea, Ref, Votable, VotableKind } from '@rallykit/core';
import type { Store } from '@rallykit/store';
import { compact, number } from '../base/format.js';
import { icons } from '../base/icons.js';
import { RallyElement } from '../base/rally-element.js';
import { parseRef, sameRef } from '../base/ref.js';
import { shared } from '../base/shared.styles.js';
import { Watch } from '../base/watch.js';
import { commonWords } from '../base/words.js';
import { voteWords } from './vote.words.js';
import { styles } from './vote.styles.js';

/**
 * @summary The vote on one idea, question or answer: its count, and my part in it.
 *
 * Shows a vote in the same frame and takes it back when it is refused, saying why. Its size does not depend on the
 * number in it: set `inline-size` from outside (44 px or more), the number shortens itself (12K) and is told in full to
 * screen readers. On boards whose votes are for or against it has two buttons with the score between them.
 *
 * @event {ActRequestEvent} rally-vote-set-request - Before a vote; can be stopped.
 * @event {ActEvent} rally-vote-set - After the backend took a vote.
 * @event {AuthRequiredEvent} rally-auth-required - Voting takes signing in.
 * @csspart base - The button, or the frame of both.
 * @csspart hint - Why a vote was refused.
 * @cssstate pending - A vote is shown that the backend has not confirmed yet.
 */
export class RallyVote extends RallyElement {
  static override styles: CSSResultGroup = [shared, styles];

  readonly #state = new Watch(this, (store) => this.subject && store.entity(this.subject));
  readonly #board = new Watch(this, (store) => {
    const post = this.#post;
    return post && store.entity({ kind: 'board', id: post.board });
  });

  /** What the vote is on; as an attribute `idea/ID`, `question/ID` or `answer/ID`. */
  @property({
    converter: { fromAttribute: (text) => parseRef(text) },
    hasChanged: (next: Ref | undefined, last: Ref | undefined) => !sameRef(next, last),
  })
  subject: Ref<VotableKind> | undefined;

  /** Whether each vote is refused, with what that goes by. */
  readonly #closed = new Map<-1 | 0 | 1, { readonly by: readonly unknown[]; readonly is: boolean }>();

  /** What was pressed, until the store shows it: in the frame of the press, though what acting takes is still on its way. */
  #pressed: -1 | 0 | 1 | undefined;

  get #post(): Votable | undefined {
    const state = this.#state.value;
    return state?.status === 'ready' ? (state.entity as Votable) : undefined;
  }

  async #onVote(event: Event, value: -1 | 1): Promise<void> {
    const button = event.currentTarget as HTMLElement;
    const post = this.#post;
    if (!post) return;
    const subject = { kind: post.kind, id: post.id };
    const next = (this.#pressed ?? this.rally?.myVote(subject)) === value ? 0 : value;
    const show = (pressed: typeof next | undefined) => {
      this.#pressed = pressed;
      this.requestUpdate();
    };
    if (this.offer('vote.set', { subject, value: next }) === 'yes') show(next);
    try {
      await this.act('vote.set', { subject, value: next }).finally(
        () => this.#pressed === next && show(undefined),
      );
    } catch (error) {
      await this.showRefusal(button, error);
    }
  }

  protected override renderWith(store: Store): TemplateResult {
    const state = this.#state.value;
    const post = this.#post;
    if (!post) return this.#renderButton(1, false, voteWords.loading, '');
    const taken = store.myVote(post);
    if (this.#pressed === taken) this.#pressed = undefined;
    const mine = this.#pressed ?? taken;
    this.setState('pending', mine !== taken || (state?.status === 'ready' && state.pending));
    const score = post.tally.score + mine - taken;
    const shown = compact(score, this.language);
    const full = number(score, this.language);
    const { vote, remove, ...both } = voteWords;
    const board = this.#board.value;
    if (board?.status === 'ready' && board.entity.votes === 'up-down') {
      return html`<div class="both" part="base">
        ${this.#renderButton(1, mine === 1, (mine === 1 ? both.removeFor : both.for)(full))}
        <span class="count" aria-hidden="true">${shown}</span>
        ${this.#renderButton(-1, mine === -1, (mine === -1 ? both.removeAgainst : both.against)(full))}
      </div>`;
    }
    // What is seen is part of what is said, for those who speak to their browser.
    const votes = commonWords.votes(score, shown === full ? full : `${shown} (${full})`);
    const label = (mine === 1 ? remove : vote)(votes);
    return this.#renderButton(1, mine === 1, label, shown);
  }

  /** Asked of the rules only when something changed that they go by: others vote a thousand times meanwhile. */
  #isClosed(post: Votable, value: -1 | 0 | 1): boolean {
    const { status, locked, pending, mergedInto, archived } = post as Partial<Idea>;
    const store = this.rally;
    const by = [
      ...[store, store?.session.value, this.ready, this.#board.value],
      ...[post.kind, post.id, status, locked, pending, mergedInto, archived],
    ];
    const known = this.#closed.get(value);
    if (known && by.every((each, at) => each === known.by[at])) return known.is;
    const is = this.offer('vote.set', { subject: post, value }) === 'no';
    this.#closed.set(value, { by, is });
    return is;
  }

  #renderButton(value: -1 | 1, pressed: boolean, label: string, count?: string): TemplateResult {
    const post = this.#post;
    // Signing in can help; for all else the button stays reachable and says why when pressed.
    const closed = post && this.#isClosed(post, pressed ? 0 : value);
    return html`<button
      class="vote"
      part=${count === undefined ? 'button' : 'base'}
      type="button"
      aria-pressed=${pressed}
      aria-disabled=${closed ?? true}
      aria-label=${label}
      @click=${(event: Event) => this.#onVote(event, value)}
    >
      ${value > 0 ? icons.up : icons.down}${count ? html`<span class="count">${count}</span>` : nothing}
    </button>`;
  }
}
