import { html, nothing, type CSSResultGroup, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { property, state } from '../base/decorators.js';
import { limits, type Board, type Idea, type Sort } from '@rallykit/core';
import type { Store } from '@rallykit/store';
import { PostOpenRequestEvent } from '../base/events.js';
import { compact, number } from '../base/format.js';
import { icons } from '../base/icons.js';
import { addressOf, titleLink } from '../base/link.js';
import { badge, emptyState, errorState } from '../base/parts.js';
import { postTitle } from '../base/post-title.js';
import { posts } from '../base/posts.styles.js';
import { RallyElement } from '../base/rally-element.js';
import { shared } from '../base/shared.styles.js';
import { statusIds, unknownStatus } from '../base/statuses.js';
import { Watch } from '../base/watch.js';
import { commonWords } from '../base/words.js';
import type { Opening, OpeningHost } from '../board/opening.js';
import { ideaListWords } from './idea-list.words.js';
import { styles } from './idea-list.styles.js';

const usual = 5;

/**
 * @summary Some ideas of a board in little room, such as a sidebar: title, status and votes.
 *
 * With `href` its titles are links to pages of the site; without it an idea is read in the list's place.
 *
 * @event {PostOpenRequestEvent} rally-idea-open-request - Before an idea opens or its link is followed; stop it to show it elsewhere.
 * @csspart base - The panel.
 */
export class RallyIdeaList extends RallyElement implements OpeningHost {
  static override styles: CSSResultGroup = [shared, posts, styles];

  /** @internal */
  readonly kind = 'idea';
  /** @internal */
  readonly permalinks = false;

  readonly #board = new Watch(this, (store) => {
    const ref = { kind: 'board', id: this.board ?? '' } as const;
    const list = this.#list.value;
    // It comes along with the list, mostly, and need not be asked for.
    const isRead = store.peek(ref) || (list && list.status !== 'loading');
    return this.board && isRead ? store.entity(ref) : undefined;
  });
  readonly #list = new Watch(this, (store) => {
    const { board, sort, status } = this;
    return board
      ? store.list({
          kind: 'idea',
          board,
          first: this.#limit,
          ...(sort && { sort }),
          ...(status && { status }),
        })
      : undefined;
  });

  /** The board's id. */
  @property() board: string | undefined;
  /** The order: `trending` (without it), `top`, `new`, `discussed` or `active`. */
  @property() sort: Sort | undefined;
  /** Ids of the statuses that it is about; all without it. */
  @property({ converter: statusIds }) status: readonly string[] | undefined;
  /** How many ideas at most, up to 100. */
  @property({ type: Number }) limit = usual;
  /** What stands above it. */
  @property() heading: string | undefined;
  /** The address of an idea on this site, with `{id}` for its id: `/ideas/{id}`. */
  @property() href: string | undefined;

  /** Id of the idea that is open in place of the list. @internal */
  @state() opened: string | undefined;

  #opening: Opening | undefined;

  get #limit(): number {
    const limit = Math.trunc(this.limit);
    return limit >= 1 ? Math.min(limit, limits.page) : usual;
  }

  /** @internal */
  load(): Promise<unknown> {
    return import('../idea/idea.define.js');
  }

  /** @internal */
  titleOf(id: string): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(`.title[data-id="${CSS.escape(id)}"]`);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('board') && this.hasUpdated) this.opened = undefined;
  }

  #ask(id: string): boolean {
    return this.dispatchEvent(new PostOpenRequestEvent({ kind: 'idea', id }));
  }

  async #onOpen(title: HTMLElement, id: string): Promise<void> {
    if (!this.#ask(id)) return;
    try {
      const { Opening } = await import('../board/opening.js');
      await (this.#opening ??= new Opening(this)).open(id);
    } catch (error) {
      await this.showRefusal(title, error);
    }
  }

  protected override renderWith(store: Store): TemplateResult {
    const { heading, opened } = this;
    const label = heading ?? ideaListWords.label;
    const idea = html`<rally-idea .store=${store} idea=${opened ?? nothing}></rally-idea>`;
    return html`<section class="panel" part="base" aria-label=${label}>
      <div ?hidden=${opened !== undefined}>
        ${heading ? html`<h2 dir="auto">${heading}</h2>` : nothing} ${this.#renderList()}
      </div>
      ${opened === undefined ? nothing : this.#opening?.render(idea, ideaListWords.back)}
    </section>`;
  }

  #renderList(): unknown {
    const board = this.#board.value;
    const list = this.#list.value;
    const say = commonWords;
    if (!this.board) return emptyState(say.whichBoard, say.whichBoardDetail(this.localName));
    if (board?.status === 'gone') return emptyState(say.boardGone, say.boardGoneDetail(this.board));
    if (list?.status === 'error') return errorState(list.error!, () => void this.#list.source?.refresh());
    const found = board?.status === 'ready' ? board.entity : undefined;
    if (list?.status !== 'ready' || !found)
      return html`<ul aria-busy="true" aria-label=${say.loading}>
        ${this.#renderSkeletons()}
      </ul>`;
    if (list.items.length === 0) return unknownStatus(found, this.status) ?? emptyState(ideaListWords.empty);
    return html`<ul>
      ${repeat(
        list.items.slice(0, this.#limit),
        ({ id }) => id,
        (idea) => this.#renderItem(idea, found),
      )}
    </ul>`;
  }

  #renderItem(idea: Idea, board: Board): TemplateResult {
    const { id, title, tally } = idea;
    const address = addressOf(this.href, id);
    const status = board.pipeline.find((step) => step.id === idea.status);
    const votes = commonWords.votes(tally.score, number(tally.score, this.language));
    return html`<li class="item about" title=${title}>
      <div>
        ${
          address
            ? titleLink(title, address, () => this.#ask(id))
            : postTitle(idea, undefined, (control) => this.#onOpen(control, id))
        }
        ${status ? badge(status) : nothing}
      </div>
      <span class="votes num">
        ${icons.up}<span aria-hidden="true">${compact(tally.score, this.language)}</span>
        <span class="sr">${votes}</span>
      </span>
    </li>`;
  }

  #renderSkeletons(): TemplateResult[] {
    return Array.from(
      { length: this.#limit },
      () =>
        html`<li class="item" aria-hidden="true">
          <div><span class="skeleton"></span><span class="skeleton"></span></div>
        </li>`,
    );
  }
}
