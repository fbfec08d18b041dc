import { html, nothing, type CSSResultGroup, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from '../base/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { refKey, type Answer, type Board, type Question, type Ref } from '@rallykit/core';
import { hasDraft, type ListState, type Store } from '@rallykit/store';
import { number } from '../base/format.js';
import { fresh } from '../base/fresh.js';
import { moreIcons } from '../base/more-icons.js';
import { notices } from '../base/notices.js';
import { avatar, badge, byline, emptyState, errorState, skeleton, time } from '../base/parts.js';
import { RallyElement } from '../base/rally-element.js';
import { shared } from '../base/shared.styles.js';
import { loadMarkdown } from '../base/text.js';
import { Watch } from '../base/watch.js';
import { commonWords } from '../base/words.js';
import { questionWords } from './question.words.js';
import type { ComposerDoneEvent } from '../composer/composer.events.js';
import { draftPlace } from '../composer/draft-place.js';
import '../vote/vote.define.js';
import './post.define.js';
import { styles } from './question.styles.js';

/**
 * @summary One question with its answers: votes on each, the accepted one first, comments, and a place to answer.
 *
 * Whoever asked, and the team, accept an answer; authors change and delete what they wrote.
 *
 * @event {ActRequestEvent} rally-answer-create-request - Before an answer is posted; can be stopped.
 * @event {ActEvent} rally-answer-create - After an answer was posted.
 * @event {ActRequestEvent} rally-answer-accept-request - Before an answer is accepted, or that is taken back; can be stopped.
 * @event {ActEvent} rally-answer-accept - After an answer was accepted, or that was taken back.
 * @event {ActRequestEvent} rally-question-edit-request - Before the question's text is changed; can be stopped. The same for answers.
 * @event {ActRequestEvent} rally-post-remove-request - Before the question or an answer is deleted; can be stopped.
 * @event {ActEvent} rally-post-remove - After it was deleted.
 * @event {AuthRequiredEvent} rally-auth-required - Something takes signing in.
 * @csspart base - The panel.
 * @csspart badge - The mark of the accepted answer.
 */
export class RallyQuestion extends RallyElement {
  static override styles: CSSResultGroup = [shared, styles];

  readonly #question = new Watch(this, (store) => this.#ref && store.entity(this.#ref));
  readonly #board = new Watch(this, (store) => {
    const board = this.#found?.board;
    return board === undefined ? undefined : store.entity({ kind: 'board', id: board });
  });
  readonly #author = new Watch(this, (store) => {
    const author = this.#found?.author;
    return author === undefined ? undefined : store.entity({ kind: 'member', id: author });
  });
  readonly #answers = new Watch(this, (store) =>
    this.#found && this.#ref ? store.list({ kind: 'answer', subject: this.#ref, sort: 'top' }) : undefined,
  );
  /** The accepted answer, which may stand on a page that was not read yet. */
  readonly #accepted = new Watch(this, (store) => {
    const accepted = this.#found?.accepted;
    return accepted === undefined ? undefined : store.entity({ kind: 'answer', id: accepted });
  });
  readonly #session = new Watch(this, (store) => store.session);

  /** The question's id. */
  @property() question: string | undefined;

  @state() private answering = false;

  #lookedForDraft = false;
  /** Key of the post that is being deleted, with the focus in it. */
  #deleting: string | undefined;

  get #ref(): Ref<'question'> | undefined {
    return this.question ? { kind: 'question', id: this.question } : undefined;
  }

  get #found(): Question | undefined {
    const question = this.#question.value;
    return question?.status === 'ready' ? question.entity : undefined;
  }

  protected override firstUpdated(): void {
    loadMarkdown();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('question') || !this.hasUpdated) return;
    this.answering = false;
    this.#lookedForDraft = false;
  }

  protected override updated(): void {
    if (this.#deleting && !this.#at(this.#deleting)) {
      this.#deleting = undefined;
      this.renderRoot.querySelector<HTMLElement>('h4:not([hidden]), .write')?.focus();
    }
    // An answer that was begun before is shown again, but takes no focus.
    if (this.#lookedForDraft || !this.#session.value || !this.#found) return;
    this.#lookedForDraft = true;
    if (!this.rally || !hasDraft(this.rally, draftPlace({ kind: 'answer', subject: this.#ref }))) return;
    import('../composer/composer.define.js').then(
      () => (this.answering = true),
      () => {},
    );
  }

  async #answer(event: Event): Promise<void> {
    const button = event.currentTarget as HTMLElement;
    try {
      await import('../composer/composer.define.js');
      this.answering = true;
      await this.updateComplete;
      this.renderRoot.querySelector('rally-composer')?.focus();
    } catch (error) {
      await this.showRefusal(button, error);
    }
  }

  async #answered(done: ComposerDoneEvent | undefined): Promise<void> {
    this.answering = false;
    if (done) this.announce(questionWords.answered);
    if (done?.earlier) return;
    await this.updateComplete;
    const answer = done && this.#at(refKey(done.ref));
    (answer ?? this.renderRoot.querySelector<HTMLElement>('.write'))?.focus();
  }

  #at(key: string): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
  }

  /** Deletes a post of this page; an answer is gone at once, and comes back if that is refused. */
  async #remove({ kind, id }: Question | Answer): Promise<void> {
    const key = refKey({ kind, id });
    this.#deleting = key;
    try {
      if (await this.act('post.remove', { ref: { kind, id } })) this.announce(questionWords.removed);
    } catch (error) {
      this.requestUpdate();
      await this.updateComplete;
      const back = this.#at(key);
      if (back) await this.showRefusal(back, error);
    } finally {
      this.#deleting = undefined;
    }
  }

  protected override renderWith(store: Store): TemplateResult {
    const found = this.#question.value;
    let content: unknown;
    if (!this.question) content = emptyState(questionWords.missing, questionWords.missingDetail);
    else if (found?.status === 'gone') content = emptyState(questionWords.gone, questionWords.goneDetail);
    else if (found?.status === 'error')
      content = errorState(found.error, () => void this.#question.source?.refresh());
    else if (found?.status === 'ready') content = this.#renderQuestion(found.entity, store);
    else content = html`<div class="pad">${skeleton(3)}</div>`;
    return html`<article
      class="panel"
      part="base"
      aria-label=${questionWords.label}
      aria-busy=${found?.status === 'loading'}
    >
      ${content}
    </article>`;
  }

  #renderQuestion(question: Question, store: Store): TemplateResult {
    const board = this.#board.value?.status === 'ready' ? this.#board.value.entity : undefined;
    return html`<div class="post" data-key=${refKey(question)}>
        <rally-vote .store=${store} .subject=${question}></rally-vote>
        <div>
          ${this.#renderByline(question, board)}
          <h3 dir="auto">${question.title}</h3>
          <rally-post
            .store=${store}
            .post=${question}
            @rally-post-delete=${() => this.#remove(question)}
          ></rally-post>
        </div>
      </div>
      ${this.#renderAnswers(question, store)} ${notices(store, 'question', question.id)}`;
  }

  #renderByline(question: Question, board: Board | undefined): TemplateResult {
    const status = board?.pipeline.find(({ id }) => id === question.status);
    const author = this.#author.value?.status === 'ready' ? this.#author.value.entity : undefined;
    const { views } = question;
    return html`<div class="row small soft by">
      ${status ? badge(status) : nothing}
      <span
        >${questionWords.askedBy} <bdi>${byline(author, question.author)}</bdi> ·
        ${time(question.createdAt, this.language)}${question.editedAt ? ` · ${commonWords.edited}` : nothing}${
          views
            ? html` · <span class="num">${questionWords.views(views, number(views, this.language))}</span>`
            : nothing
        }</span
      >
      ${board?.tags.filter(({ id }) => question.tags.includes(id)).map(({ label }) => html`<span>${label}</span>`)}
      ${question.pending ? html`<span>${questionWords.waiting}</span>` : nothing}
    </div>`;
  }

  #renderAnswers(question: Question, store: Store): TemplateResult {
    const list = this.#answers.value;
    const items = this.#itemsOf(list);
    const count = question.answers;
    const say = questionWords;
    const common = commonWords;
    return html`<section aria-labelledby="answers" aria-busy=${list?.status === 'loading'}>
      <h4 id="answers" class="num" tabindex="-1" ?hidden=${count === 0}>
        ${common.answers(count, number(count, this.language))}
      </h4>
      ${list?.status === 'error' ? errorState(list.error!, () => void this.#answers.source?.refresh()) : nothing}
      ${
        count > 0 && items.length === 0 && list?.status !== 'error' && list?.status !== 'ready'
          ? html`<div class="foot">${skeleton(2)}</div>`
          : nothing
      }
      ${fresh(this.#answers.source, (count) => say.fresh(count, number(count, this.language)), '.answer')}
      <ul>
        ${repeat(items, refKey, (answer) => this.#renderAnswer(answer, question, store))}
      </ul>
      ${
        list?.more
          ? html`<div class="foot more">
              ${list.error ? html`<p class="problem" role="alert">${say.moreFailed} ${list.error.message}</p>` : nothing}
              <button class="btn" type="button" aria-disabled=${list.loadingMore} @click=${this.#onMore}>
                ${list.error ? common.retry : list.loadingMore ? common.loading : common.showMore}
              </button>
            </div>`
          : nothing
      }
      ${this.#renderWrite(question, store)}
    </section>`;
  }

  /** The accepted one first. */
  #itemsOf(list: ListState<Answer> | undefined): readonly Answer[] {
    const accepted = this.#accepted.value?.status === 'ready' ? this.#accepted.value.entity : undefined;
    const listed = list?.items ?? [];
    return accepted ? [accepted, ...listed.filter(({ id }) => id !== accepted.id)] : listed;
  }

  readonly #onMore = async (): Promise<void> => {
    const before = this.renderRoot.querySelectorAll('.answer').length;
    await this.#answers.source?.loadMore();
    await this.updateComplete;
    this.renderRoot.querySelectorAll<HTMLElement>('.answer')[before]?.focus({ preventScroll: true });
  };

  #renderAnswer(answer: Answer, question: Question, store: Store): TemplateResult {
    const member = store.peek({ kind: 'member', id: answer.author });
    const isTeam = member?.role === 'team' || member?.role === 'leader';
    const isAccepted = question.accepted === answer.id;
    const say = questionWords;
    const common = commonWords;
    return html`<li
      class="post answer ${isAccepted ? 'accepted' : ''}"
      data-key=${refKey(answer)}
      tabindex="-1"
    >
      <rally-vote .store=${store} .subject=${answer}></rally-vote>
      <div>
        <div class="row small by">
          ${avatar(member)}<b><bdi>${byline(member, answer.author)}</bdi></b>
          ${isTeam ? badge({ label: common.team, tone: 'accent' }, true) : nothing}
          ${isAccepted ? html`<span class="badge good plain" part="badge">${moreIcons.check}${say.accepted}</span>` : nothing}
          <span class="soft"
            >${time(answer.createdAt, this.language)}${answer.editedAt ? ` · ${common.edited}` : nothing}${
              answer.pending ? ` · ${say.waiting}` : nothing
            }</span
          >
        </div>
        <rally-post
          .store=${store}
          .post=${answer}
          .question=${question}
          @rally-post-delete=${() => this.#remove(answer)}
        ></rally-post>
      </div>
    </li>`;
  }

  #renderWrite(question: Question, store: Store): TemplateResult {
    const say = questionWords;
    const { id, locked, answers } = question;
    if (this.answering) {
      return html`<div class="foot">
        <rally-composer
          kind="answer"
          .store=${store}
          .subject=${this.#ref}
          @rally-composer-done=${(event: ComposerDoneEvent) => this.#answered(event)}
          @rally-composer-cancel=${() => this.#answered(undefined)}
        ></rally-composer>
      </div>`;
    }
    const closed = this.offer('answer.create', { id: 'new', question: id, body: '…' }) === 'no';
    if (closed && locked) {
      return html`<div class="foot small soft locked">
        ${moreIcons.lock}<span><b>${say.locked}.</b> ${say.lockedDetail}</span>
      </div>`;
    }
    const write = html`<button class="btn write" type="button" @click=${this.#answer}>${say.answer}</button>`;
    if (answers === 0)
      return emptyState(say.none, closed ? nothing : say.noneDetail, closed ? nothing : write);
    return closed ? html`${nothing}` : html`<div class="foot">${write}</div>`;
  }
}
