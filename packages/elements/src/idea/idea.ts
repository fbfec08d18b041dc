import { html, nothing, type CSSResultGroup, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from '../base/decorators.js';
import { maySeeVoters, type Board, type Idea } from '@rallykit/core';
import type { Store } from '@rallykit/store';
import { acts } from '../base/acts.styles.js';
import { icons } from '../base/icons.js';
import { moreIcons } from '../base/more-icons.js';
import { notices } from '../base/notices.js';
import { avatar, badge, byline, emptyState, errorState, time } from '../base/parts.js';
import { postAddress } from '../base/post-address.js';
import { RallyElement } from '../base/rally-element.js';
import { shared } from '../base/shared.styles.js';
import { loadMarkdown, markdown } from '../base/text.js';
import { Watch } from '../base/watch.js';
import { commonWords } from '../base/words.js';
import { ideaWords } from './idea.words.js';
import '../comments/comments.define.js';
import '../vote/vote.define.js';
import { styles } from './idea.styles.js';

/**
 * @summary One idea: its text, its votes, what the team says to it, and the talk about it.
 *
 * One that was merged into another says so, with a link to where it went.
 * Its author can change and delete it here; the team can set its status, answer officially, pin, lock, archive
 * and move it.
 *
 * @event {ActRequestEvent} rally-idea-edit-request - Before the idea's text is changed; can be stopped.
 * @event {ActRequestEvent} rally-post-remove-request - Before the idea or a comment is deleted; can be stopped.
 * @event {ActEvent} rally-post-remove - After it was deleted.
 * @event {AuthRequiredEvent} rally-auth-required - Something takes signing in.
 * @csspart base - The panel.
 */
export class RallyIdea extends RallyElement {
  static override styles: CSSResultGroup = [shared, acts, styles];

  readonly #idea = new Watch(this, (store) =>
    this.idea ? store.entity({ kind: 'idea', id: this.idea }) : undefined,
  );
  readonly #board = new Watch(this, (store) => {
    const board = this.#found?.board;
    return board === undefined ? undefined : store.entity({ kind: 'board', id: board });
  });
  readonly #author = new Watch(this, (store) => {
    const author = this.#found?.author;
    return author === undefined ? undefined : store.entity({ kind: 'member', id: author });
  });
  readonly #target = new Watch(this, (store) => {
    const into = this.#found?.mergedInto;
    return into === undefined ? undefined : store.entity({ kind: 'idea', id: into });
  });
  readonly #session = new Watch(this, (store) => store.session);

  /** The idea's id. */
  @property() idea: string | undefined;

  /** The vote was given here just now, and why may be asked. */
  @state() private voted = false;
  @state() private doing: 'edit' | 'remove' | undefined;

  get #found(): Idea | undefined {
    const idea = this.#idea.value;
    return idea?.status === 'ready' ? idea.entity : undefined;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('idea') || !this.hasUpdated) return;
    this.doing = undefined;
    this.voted = false;
  }

  protected override firstUpdated(): void {
    loadMarkdown();
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

  async #done(): Promise<void> {
    this.doing = undefined;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.act')?.focus();
  }

  async #remove(event: Event, idea: Idea): Promise<void> {
    const control = event.currentTarget as HTMLElement;
    await this.act('post.remove', { ref: { kind: 'idea', id: idea.id } }).catch((error: unknown) =>
      this.showRefusal(control, error),
    );
  }

  protected override renderWith(store: Store): TemplateResult {
    const found = this.#idea.value;
    let content: unknown;
    if (!this.idea) content = emptyState(ideaWords.missing, ideaWords.missingDetail);
    else if (found?.status === 'gone') content = emptyState(ideaWords.gone, ideaWords.goneDetail);
    else if (found?.status === 'error')
      content = errorState(found.error, () => void this.#idea.source?.refresh());
    else if (found?.status === 'ready') content = this.#renderIdea(found.entity, store);
    else content = this.#renderLoading();
    return html`<article
      class="panel"
      part="base"
      aria-busy=${found?.status === 'loading'}
      aria-label=${ideaWords.label}
    >
      ${content}
    </article>`;
  }

  #renderLoading(): TemplateResult {
    return html`<div class="idea" aria-hidden="true">
      <span class="skeleton vote"></span>
      <div><span class="skeleton"></span><span class="skeleton"></span><span class="skeleton"></span></div>
    </div>`;
  }

  #renderIdea(idea: Idea, store: Store): TemplateResult {
    const board = this.#board.value?.status === 'ready' ? this.#board.value.entity : undefined;
    const editing = this.doing === 'edit';
    return html`<div class="idea">
        <rally-vote
          .store=${store}
          .subject=${idea}
          @rally-vote-set=${() => (this.voted = store.myVote(idea) !== 0)}
        ></rally-vote>
        <div>
          <h3 dir="auto">${idea.title}</h3>
          ${this.#renderMeta(idea, board)}
          ${idea.mergedInto === undefined ? nothing : this.#renderTarget(idea.mergedInto)}
        </div>
        ${board ? this.#renderReason(idea, board, store) : nothing}
        ${
          editing
            ? html`<rally-editor
                class="wide"
                .store=${store}
                .post=${idea}
                @rally-editor-close=${() => this.#done()}
              ></rally-editor>`
            : html`${idea.body ? html`<div class="wide">${markdown(idea.body)}</div>` : nothing}`
        }
        ${idea.response ? this.#renderResponse(idea.response, store) : nothing}
        ${this.#renderHistory(idea, board, store)} ${this.#renderThanks(idea, store)}
        ${editing ? nothing : this.#renderActs(idea)} ${this.#renderFollow(idea, store)}
        ${board ? this.#renderShipped(idea, board, store) : nothing} ${this.#renderWhy(idea, store)}
        ${board ? this.#renderVoters(idea, board, store) : nothing}
        ${board ? this.#renderTeam(idea, board, store) : nothing}
      </div>
      <div class="talk"><rally-comments .store=${store} .subject=${idea}></rally-comments></div>
      ${notices(store, 'idea', idea.id)}`;
  }

  /** Where a merged idea went: its votes count there, and people go on there. */
  #renderTarget(into: string): TemplateResult {
    const target = this.#target.value;
    return html`<p class="merged" role="note">
      ${ideaWords.mergedInto}
      <a href=${postAddress('idea', into)}
        ><bdi>${target?.status === 'ready' ? target.entity.title : into}</bdi></a
      >
    </p>`;
  }

  #renderMeta(idea: Idea, board: Board | undefined): TemplateResult {
    const status = board?.pipeline.find(({ id }) => id === idea.status);
    const author = this.#author.value?.status === 'ready' ? this.#author.value.entity : undefined;
    return html`<div class="meta">
      ${status ? badge(status) : nothing}
      ${board?.tags.filter(({ id }) => idea.tags.includes(id)).map(({ label }) => html`<span>${label}</span>`)}
      <span class="row">
        ${avatar(author)}<span>
          <bdi>${byline(author, idea.author)}</bdi> ·
          ${time(idea.createdAt, this.language)}${idea.editedAt ? ` · ${commonWords.edited}` : nothing}</span
        >
      </span>
      ${idea.pinned ? html`<span class="row">${icons.pin}${commonWords.pinned}</span>` : nothing}
      ${idea.archived ? html`<span class="row">${moreIcons.archive}${ideaWords.archived}</span>` : nothing}
      ${idea.locked ? html`<span class="row">${moreIcons.lock}${ideaWords.locked}</span>` : nothing}
      ${idea.pending ? html`<span>${ideaWords.waiting}</span>` : nothing}
    </div>`;
  }

  #renderResponse(response: NonNullable<Idea['response']>, store: Store): TemplateResult {
    const member = store.peek({ kind: 'member', id: response.author });
    return html`<section class="official wide" aria-label=${ideaWords.official}>
      <div class="row small">
        ${avatar(member)}<b><bdi>${byline(member, response.author)}</bdi></b>
        ${badge({ label: commonWords.team, tone: 'accent' }, true)}
        <span class="soft">${time(response.at, this.language)}</span>
      </div>
      ${markdown(response.body)}
    </section>`;
  }

  /** The steps of an idea that was moved, where they are kept. */
  #renderHistory(idea: Idea, board: Board | undefined, store: Store): TemplateResult | typeof nothing {
    const isKept = this.#session.value?.supports.kinds.includes('step');
    if (!isKept || idea.statusAt === idea.createdAt) return nothing;
    import('./history.define.js').catch(() => {});
    return html`<rally-idea-history
      class="wide"
      .store=${store}
      .idea=${idea}
      .board=${board}
    ></rally-idea-history>`;
  }

  /** Who helped, once it is not its author alone. */
  #renderThanks(idea: Idea, store: Store): TemplateResult | typeof nothing {
    if (!idea.merged && !idea.comments) return nothing;
    import('./thanks.define.js').catch(() => {});
    return html`<rally-idea-thanks class="wide" .store=${store} .idea=${idea}></rally-idea-thanks>`;
  }

  /** In which updates it was shipped, where the store keeps any. */
  #renderShipped(idea: Idea, board: Board, store: Store): TemplateResult | typeof nothing {
    const isShipped = board.pipeline.some(({ id, success }) => success && id === idea.status);
    if (!isShipped || !this.#session.value?.supports.kinds.includes('update')) return nothing;
    import('./shipped.define.js').catch(() => {});
    return html`<rally-idea-shipped class="wide" .store=${store} .idea=${idea}></rally-idea-shipped>`;
  }

  #renderActs(idea: Idea): TemplateResult | typeof nothing {
    const { id, revision, title } = idea;
    const canEdit = this.offer('idea.edit', { id, revision, title }) === 'yes';
    // What others' ideas were merged into is the team's to remove, which the rules in the browser do not know.
    const isTheirs = idea.merged && !this.#session.value?.viewer.may.includes('idea.set-status');
    const canRemove = !isTheirs && this.offer('post.remove', { ref: { kind: 'idea', id } }) === 'yes';
    if (!canEdit && !canRemove) return nothing;
    const common = commonWords;
    const remove =
      this.doing === 'remove'
        ? html`<button class="act sure" type="button" @click=${(event: Event) => this.#remove(event, idea)}>
              ${ideaWords.removeForGood}</button
            ><button class="act" type="button" @click=${() => this.#done()}>${common.cancel}</button>`
        : html`<button class="act" type="button" @click=${() => (this.doing = 'remove')}>
            ${common.remove}
          </button>`;
    return html`<div class="acts wide">
      ${canEdit ? html`<button class="act" type="button" @click=${this.#edit}>${common.edit}</button>` : nothing}
      ${canRemove ? remove : nothing}
    </div>`;
  }

  /** Asks who has just voted, where somebody will see why. */
  #renderReason(idea: Idea, board: Board, store: Store): TemplateResult | typeof nothing {
    const { supports } = this.#session.value ?? {};
    const isSeen = board.voters === 'team' || board.voters === 'all';
    if (!this.voted || !isSeen || !supports?.voters || !supports.reasons) return nothing;
    import('../voters/reason.define.js').catch(() => {});
    return html`<rally-vote-reason
      class="wide"
      .store=${store}
      .post=${idea}
      .board=${board}
      @rally-reason-close=${() => (this.voted = false)}
    ></rally-vote-reason>`;
  }

  /** Where the store tells people what becomes of an idea. */
  #renderFollow(idea: Idea, store: Store): TemplateResult | typeof nothing {
    const { commands, kinds } = this.#session.value?.supports ?? {};
    if (idea.mergedInto || !commands?.includes('follow.set') || !kinds?.includes('notification'))
      return nothing;
    import('./follow.define.js').catch(() => {});
    return html`<rally-idea-follow class="wide" .store=${store} .idea=${idea}></rally-idea-follow>`;
  }

  /** Where ideas are listed by the attention that they get. */
  #renderWhy(idea: Idea, store: Store): TemplateResult | typeof nothing {
    const isListed = !idea.mergedInto && !idea.pending && !idea.archived;
    if (!isListed || !this.#session.value?.supports.sorts.includes('trending')) return nothing;
    import('./why.define.js').catch(() => {});
    return html`<rally-idea-why class="wide" .store=${store} .idea=${idea}></rally-idea-why>`;
  }

  /** Where the board shows who voted, and the store can tell. */
  #renderVoters(idea: Idea, board: Board, store: Store): TemplateResult | typeof nothing {
    const { supports, viewer } = this.#session.value ?? {};
    if (!supports?.voters || !maySeeVoters(board, viewer?.member?.role)) return nothing;
    import('../voters/voters.define.js').catch(() => {});
    return html`<rally-voters class="wide" .store=${store} .post=${idea} .board=${board}></rally-voters>`;
  }

  #renderTeam(idea: Idea, board: Board, store: Store): TemplateResult | typeof nothing {
    const { may } = this.#session.value?.viewer ?? {};
    if (!may?.includes('idea.set-status')) return nothing;
    import('./team.define.js').catch(() => {});
    return html`<rally-idea-team
      class="wide"
      .store=${store}
      .idea=${idea}
      .board=${board}
    ></rally-idea-team>`;
  }
}
