import { html, nothing, type CSSResultGroup, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from '../base/decorators.js';
import type { Answer, Question } from '@rallykit/core';
import type { Store } from '@rallykit/store';
import { acts } from '../base/acts.styles.js';
import { number } from '../base/format.js';
import { icons } from '../base/icons.js';
import { moreIcons } from '../base/more-icons.js';
import { RallyElement } from '../base/rally-element.js';
import { shared } from '../base/shared.styles.js';
import { markdown } from '../base/text.js';
import { Watch } from '../base/watch.js';
import { commonWords } from '../base/words.js';
import { questionWords } from './question.words.js';
import { styles } from './post.styles.js';

/** The person wants this post to be deleted, and is sure. Its parent does it: the post's own element goes with the post. */
class PostDeleteEvent extends Event {
  constructor() {
    super('rally-post-delete');
  }
}

/**
 * @summary The text of a question or an answer, its comments, and what its reader may do with it. Used inside other elements.
 *
 * @event {ActRequestEvent} rally-answer-accept-request - Before the answer is accepted, or that is taken back; can be stopped.
 * @event {ActEvent} rally-answer-accept - After the answer was accepted, or that was taken back.
 * @event {PostDeleteEvent} rally-post-delete - The person wants it to be deleted.
 * @event {AuthRequiredEvent} rally-auth-required - Something takes signing in.
 */
export class RallyPost extends RallyElement {
  static override styles: CSSResultGroup = [shared, acts, styles];

  /** What is shown. */
  @property({ attribute: false }) post: Question | Answer | undefined;
  /** The question that `post` answers. */
  @property({ attribute: false }) question: Question | undefined;

  @state() private doing: 'edit' | 'remove' | undefined;
  @state() private talking = false;

  constructor() {
    super();
    // What is offered depends on who this is.
    new Watch(this, (store) => store.session);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('post');
    if (!before || before.id === this.post?.id) return;
    this.doing = undefined;
    this.talking = false;
  }

  async #edit(event: Event): Promise<void> {
    const control = event.currentTarget as HTMLElement;
    try {
      await import('../editor/editor.define.js');
      this.doing = 'edit';
      await this.updateComplete;
      const editor = this.renderRoot.querySelector('rally-editor');
      await editor?.updateComplete;
      editor?.focus();
    } catch (error) {
      await this.showRefusal(control, error);
    }
  }

  /** Closes what is open, and puts the focus back. */
  async #done(): Promise<void> {
    this.doing = undefined;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.act')?.focus();
  }

  async #accept(event: Event, answer: string | null): Promise<void> {
    const control = event.currentTarget as HTMLElement;
    const question = this.question!.id;
    try {
      if (!(await this.act('answer.accept', { question, answer }))) return;
      this.announce(answer === null ? questionWords.unacceptedNow : questionWords.acceptedNow);
    } catch (error) {
      await this.showRefusal(control, error);
    }
  }

  async #talk(event: Event): Promise<void> {
    const control = event.currentTarget as HTMLElement;
    try {
      await import('../comments/comments.define.js');
      this.talking = !this.talking;
    } catch (error) {
      await this.showRefusal(control, error);
    }
  }

  protected override renderWith(store: Store): TemplateResult {
    const { post, question } = this;
    if (!post) return html`${nothing}`;
    if (this.doing === 'edit') {
      return html`<rally-editor
        .store=${store}
        .post=${post}
        @rally-editor-close=${() => this.#done()}
      ></rally-editor>`;
    }
    return html`${post.body ? markdown(post.body) : nothing}
      ${question?.accepted === post.id ? this.#renderHelped(post) : nothing}
      <div class="acts">
        ${question ? this.#renderAccept(post.id, question) : nothing} ${this.#renderTalkButton(post)}
        ${this.#renderOwn(post)}
      </div>
      ${this.talking ? html`<rally-comments .store=${store} .subject=${post}></rally-comments>` : nothing}`;
  }

  #renderHelped({ tally: { score } }: Question | Answer): TemplateResult | typeof nothing {
    if (score <= 0) return nothing;
    return html`<p class="small soft helped num">
      ${questionWords.helped(score, number(score, this.language))}
    </p>`;
  }

  #renderAccept(answer: string, { id: question, accepted }: Question): TemplateResult | typeof nothing {
    const taken = accepted === answer;
    const next = taken ? null : answer;
    if (this.offer('answer.accept', { question, answer: next }) !== 'yes') return nothing;
    return html`<button
      class="act ${taken ? '' : 'accept'}"
      type="button"
      title=${taken ? nothing : questionWords.acceptHint}
      @click=${(event: Event) => this.#accept(event, next)}
    >
      ${taken ? questionWords.unaccept : html`${moreIcons.check} ${questionWords.accept}`}
    </button>`;
  }

  #renderTalkButton(post: Question | Answer): TemplateResult | typeof nothing {
    const { kind, id, comments } = post;
    const subject = { kind, id };
    if (comments === 0 && this.offer('comment.create', { id: 'new', subject, body: '…' }) === 'no')
      return nothing;
    return html`<button
      class="act num"
      type="button"
      aria-expanded=${this.talking}
      @click=${(event: Event) => this.#talk(event)}
    >
      ${icons.talk}
      ${comments ? commonWords.comments(comments, number(comments, this.language)) : questionWords.comment}
    </button>`;
  }

  #renderOwn(post: Question | Answer): unknown {
    const { kind, id, revision, body } = post;
    const common = commonWords;
    const question = questionWords;
    const canEdit = this.offer(`${kind}.edit`, { id, revision, body }) === 'yes';
    const canRemove = this.offer('post.remove', { ref: { kind, id } }) === 'yes';
    const sure = this.doing === 'remove';
    return html`${
      canEdit
        ? html`<button class="act" type="button" @click=${(event: Event) => this.#edit(event)}>
            ${common.edit}
          </button>`
        : nothing
    }
    ${
      !canRemove
        ? nothing
        : sure
          ? html`<button
                class="act sure"
                type="button"
                @click=${() => this.dispatchEvent(new PostDeleteEvent())}
              >
                ${question.removeForGood}</button
              ><button class="act" type="button" @click=${() => this.#done()}>${common.cancel}</button>`
          : html`<button class="act" type="button" @click=${() => (this.doing = 'remove')}>
              ${common.remove}
            </button>`
    }`;
  }
}
