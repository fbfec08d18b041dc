import { html, nothing, type CSSResultGroup, type TemplateResult } from 'lit';
import { property, state } from '../base/decorators.js';
import { followId, type Idea } from '@rallykit/core';
import type { Store } from '@rallykit/store';
import { acts } from '../base/acts.styles.js';
import { RallyElement } from '../base/rally-element.js';
import { shared } from '../base/shared.styles.js';
import { Watch } from '../base/watch.js';
import { followWords } from './follow.words.js';

/**
 * @summary Whether I am told what becomes of an idea, and how to change that. Used inside `<rally-idea>`.
 *
 * @event {ActRequestEvent} rally-follow-set-request - Before somebody follows or stops; can be stopped.
 * @event {AuthRequiredEvent} rally-auth-required - Following takes signing in.
 * @csspart base - The line.
 */
export class RallyIdeaFollow extends RallyElement {
  static override styles: CSSResultGroup = [shared, acts];

  readonly #session = new Watch(this, (store) => store.session);
  readonly #said = new Watch(this, (store) => {
    const me = store.session.value?.viewer.member?.id;
    return me !== undefined && this.idea
      ? store.entity({ kind: 'follow', id: followId(me, this.idea) })
      : undefined;
  });

  @property({ attribute: false }) idea: Idea | undefined;

  /** What was pressed, until the store shows it. */
  @state() private pressed: boolean | undefined;

  async #set(event: Event, on: boolean): Promise<void> {
    const control = event.currentTarget as HTMLElement;
    const { idea } = this;
    if (!idea || this.pressed !== undefined) return;
    this.pressed = on;
    try {
      const done = await this.act('follow.set', { idea: idea.id, on });
      if (done) this.announce(on ? followWords.following : followWords.stopped);
    } catch (error) {
      await this.showRefusal(control, error);
    } finally {
      this.pressed = undefined;
    }
  }

  protected override renderWith(store: Store): TemplateResult | typeof nothing {
    const { idea } = this;
    const said = this.#said.value;
    // Whether somebody stopped is not known yet.
    if (!idea || said?.status === 'loading') return nothing;
    if (this.offer('follow.set', { idea: idea.id, on: true }) === 'no') return nothing;
    const isTheirs = idea.author === this.#session.value?.viewer.member?.id || store.myVote(idea) !== 0;
    const follows = this.pressed ?? (said?.status === 'ready' ? said.entity.on : isTheirs);
    return html`<div class="acts" part="base">
      ${follows ? html`<span class="small soft">${followWords.following}</span>` : nothing}
      <button
        class="act"
        type="button"
        aria-busy=${this.pressed !== undefined}
        @click=${(event: Event) => this.#set(event, !follows)}
      >
        ${follows ? followWords.stop : followWords.follow}
      </button>
    </div>`;
  }
}
