import { html, nothing, type CSSResultGroup, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from '../base/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Comment, Ref, VotableKind } from '@rallykit/core';
import type { Store } from '@rallykit/store';
import { acts } from '../base/acts.styles.js';
import { number } from '../base/format.js';
import { fresh } from '../base/fresh.js';
import { avatar, badge, byline, errorState, skeleton, time } from '../base/parts.js';
import { RallyElement } from '../base/rally-element.js';
import { parseRef, sameRef } from '../base/ref.js';
import { shared } from '../base/shared.styles.js';
import { loadMarkdown, markdown } from '../base/text.js';
import { Watch } from '../base/watch.js';
import { commonWords } from '../base/words.js';
import { commentsWords } from './comments.words.js';
import type { EditorCloseEvent } from '../editor/editor.js';
import { styles } from './comments.styles.js';

/** What a person does at one place of the talk. */
type Doing = { readonly what: 'write' | 'reply' | 'edit' | 'remove'; readonly id?: string };

/**
 * @summary The comments on one idea, question or answer, with replies, and a place to write one.
 *
 * @event {ActRequestEvent} rally-comment-create-request - Before a comment is posted; can be stopped.
 * @event {ActRequestEvent} rally-comment-edit-request - Before a comment is changed; can be stopped.
 * @event {ActRequestEvent} rally-post-approve-request - Before everybody can see a comment; can be stopped.
 * @event {ActRequestEvent} rally-post-remove-request - Before a comment is deleted; can be stopped.
 * @event {AuthRequiredEvent} rally-auth-required - Commenting takes signing in.
 * @csspart base - All of it.
 */
export class RallyComments extends RallyElement {
  static override styles: CSSResultGroup = [shared, acts, styles];

  readonly #list = new Watch(this, (store) =>
    this.subject
      ? store.list({
          kind: 'comment',
          subject: { kind: this.subject.kind, id: this.subject.id },
          sort: 'old',
          first: 50,
        })
      : undefined,
  );
  readonly #subject = new Watch(this, (store) => this.subject && store.entity(this.subject));
  readonly #session = new Watch(this, (store) => store.session);

  /** What the comments are on; as an attribute `idea/ID`, `question/ID` or `answer/ID`. */
  @property({
    converter: { fromAttribute: (text) => parseRef(text) },
    hasChanged: (next: Ref | undefined, last: Ref | undefined) => !sameRef(next, last),
  })
  subject: Ref<VotableKind> | undefined;

  @state() private doing: Doing | undefined;

  protected override firstUpdated(): void {
    loadMarkdown();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('subject') && this.hasUpdated) this.doing = undefined;
  }

  /** Opens a form at a place, and puts the focus into it. */
  async #do(event: Event, doing: Doing): Promise<void> {
    const control = event.currentTarget as HTMLElement;
    try {
      await (doing.what === 'edit'
        ? import('../editor/editor.define.js')
        : import('../composer/composer.define.js'));
      this.doing = doing;
      await this.updateComplete;
      const form = this.renderRoot.querySelector<RallyElement>('rally-composer, rally-editor');
      await form?.updateComplete;
      form?.focus();
    } catch (error) {
      await this.showRefusal(control, error);
    }
  }

  /** Closes what is open, and puts the focus back on what opened it. */
  async #done(): Promise<void> {
    const { id } = this.doing ?? {};
    this.doing = undefined;
    await this.updateComplete;
    const comment = id && this.renderRoot.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"] .act`);
    (comment || this.renderRoot.querySelector<HTMLElement>('.write'))?.focus();
  }

  async #remove(event: Event, comment: Comment): Promise<void> {
    const control = event.currentTarget as HTMLElement;
    try {
      const receipt = await this.act('post.remove', { ref: { kind: 'comment', id: comment.id } });
      if (!receipt) return;
      this.announce(commentsWords.removed);
      await this.#done();
    } catch (error) {
      await this.showRefusal(control, error);
    }
  }

  async #approve(event: Event, { id }: Comment): Promise<void> {
    const control = event.currentTarget as HTMLElement;
    try {
      if (!(await this.act('post.approve', { ref: { kind: 'comment', id } }))) return;
      this.announce(commentsWords.approved);
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"] .act`)?.focus();
    } catch (error) {
      await this.showRefusal(control, error);
    }
  }

  protected override renderWith(store: Store): TemplateResult {
    const list = this.#list.value;
    const subject = this.#subject.value;
    const count = subject?.status === 'ready' && 'comments' in subject.entity ? subject.entity.comments : 0;
    let content: unknown;
    if (list?.status === 'error') content = errorState(list.error!, () => void this.#list.source?.refresh());
    else if (!list || list.status === 'loading') content = count > 0 ? skeleton(2) : nothing;
    else content = this.#renderThreads(list.items, store);
    return html`<section
      part="base"
      aria-label=${commentsWords.label}
      aria-busy=${list?.status === 'loading'}
    >
      <h4 class="num">
        ${count ? commonWords.comments(count, number(count, this.language)) : commentsWords.none}
      </h4>
      ${content}
      ${
        list?.more
          ? html`<button class="btn more" type="button" @click=${() => this.#list.source?.loadMore()}>
              ${commonWords.showMore}
            </button>`
          : nothing
      }
      ${fresh(
        this.#list.source,
        (total) => commentsWords.fresh(total, number(total, this.language)),
        '.comment',
      )}
      ${this.#renderWrite(store)}
    </section>`;
  }

  #renderWrite(store: Store): TemplateResult | typeof nothing {
    const { subject } = this;
    if (!subject || !this.#canWrite()) return nothing;
    if (this.doing?.what === 'write') return this.#renderComposer(store);
    return html`<button
      class="field write"
      type="button"
      @click=${(event: Event) => this.#do(event, { what: 'write' })}
    >
      ${commentsWords.write}
    </button>`;
  }

  #canWrite(): boolean {
    if (!this.subject || this.#session.value?.supports.commands.includes('comment.create') === false)
      return false;
    const { kind, id } = this.subject;
    return this.offer('comment.create', { id: 'new', subject: { kind, id }, body: '…' }) !== 'no';
  }

  #renderComposer(store: Store, replyTo?: string): TemplateResult {
    // What an earlier page had sent already leaves the form empty, for what the person opened it for.
    const done = (event: Event & { earlier?: boolean }) => event.earlier || void this.#done();
    return html`<rally-composer
      kind="comment"
      .store=${store}
      .subject=${this.subject}
      .replyTo=${replyTo}
      @rally-composer-done=${done}
      @rally-composer-cancel=${done}
    ></rally-composer>`;
  }

  #renderThreads(comments: readonly Comment[], store: Store): TemplateResult {
    const known = new Map(comments.map((comment) => [comment.id, comment]));
    /** Replies to replies stand with the others, under the comment that began it. */
    const rootOf = (comment: Comment): Comment => {
      const seen = new Set<string>();
      let at = comment;
      for (let up = at.replyTo; up !== undefined && known.has(up) && !seen.has(up); up = at.replyTo) {
        seen.add(up);
        at = known.get(up)!;
      }
      return at;
    };
    const replies = new Map<string, Comment[]>();
    const roots: Comment[] = [];
    for (const comment of comments) {
      const root = rootOf(comment);
      if (root === comment) roots.push(comment);
      else replies.set(root.id, [...(replies.get(root.id) ?? []), comment]);
    }
    if (roots.length === 0) return html`<p class="soft none">${commentsWords.first}</p>`;
    return html`<ul class="threads">
      ${repeat(
        roots,
        ({ id }) => id,
        (root) => this.#renderComment(root, store, replies.get(root.id) ?? []),
      )}
    </ul>`;
  }

  #renderComment(comment: Comment, store: Store, replies: readonly Comment[] | undefined): TemplateResult {
    const { id, author } = comment;
    const member = store.peek({ kind: 'member', id: author });
    const isTeam = member?.role === 'team' || member?.role === 'leader';
    const { doing } = this;
    const common = commonWords;
    return html`<li class="comment" data-id=${id} tabindex="-1">
      ${avatar(member)}
      <div>
        <div class="row small">
          <b><bdi>${byline(member, author)}</bdi></b>
          ${isTeam ? badge({ label: common.team, tone: 'accent' }, true) : nothing}
          <span class="soft">
            ${time(comment.createdAt, this.language)}${comment.editedAt ? ` · ${common.edited}` : nothing}${
              comment.pending ? ` · ${commentsWords.waiting}` : nothing
            }
          </span>
        </div>
        ${
          doing?.what === 'edit' && doing.id === id
            ? html`<rally-editor
                .store=${store}
                .post=${comment}
                @rally-editor-close=${(_event: EditorCloseEvent) => this.#done()}
              ></rally-editor>`
            : html`${markdown(comment.body)}${this.#renderActs(comment, replies !== undefined)}`
        }
        ${
          replies?.length
            ? html`<ul class="replies">
                ${repeat(
                  replies,
                  (reply) => reply.id,
                  (reply) => this.#renderComment(reply, store, undefined),
                )}
              </ul>`
            : nothing
        }
        ${doing?.what === 'reply' && doing.id === id ? this.#renderComposer(store, id) : nothing}
      </div>
    </li>`;
  }

  #renderActs(comment: Comment, isRoot: boolean): TemplateResult {
    const { id } = comment;
    const common = commonWords;
    const comments = commentsWords;
    const act = (what: Doing['what'], label: string) =>
      html`<button class="act" type="button" @click=${(event: Event) => this.#do(event, { what, id })}>
        ${label}
      </button>`;
    const sure = this.doing?.what === 'remove' && this.doing.id === id;
    const canEdit =
      this.offer('comment.edit', { id, revision: comment.revision, body: comment.body }) === 'yes';
    const canRemove = this.offer('post.remove', { ref: { kind: 'comment', id } }) === 'yes';
    const canApprove =
      comment.pending && this.offer('post.approve', { ref: { kind: 'comment', id } }) === 'yes';
    return html`<div class="acts">
      ${
        canApprove
          ? html`<button class="act" type="button" @click=${(event: Event) => this.#approve(event, comment)}>
              ${comments.approve}
            </button>`
          : nothing
      }
      ${isRoot && this.#canWrite() ? act('reply', comments.reply) : nothing}
      ${canEdit ? act('edit', common.edit) : nothing}
      ${
        !canRemove
          ? nothing
          : sure
            ? html`<button
                  class="act sure"
                  type="button"
                  @click=${(event: Event) => this.#remove(event, comment)}
                >
                  ${comments.removeForGood}</button
                ><button class="act" type="button" @click=${() => this.#done()}>${common.cancel}</button>`
            : html`<button class="act" type="button" @click=${() => (this.doing = { what: 'remove', id })}>
                ${common.remove}
              </button>`
      }
    </div>`;
  }
}
