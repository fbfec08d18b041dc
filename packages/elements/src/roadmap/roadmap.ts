import { html, nothing, type CSSResultGroup, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from '../base/decorators.js';
import { roadmapOf, type Board, type Sort, type Status } from '@rallykit/core';
import type { Store } from '@rallykit/store';
import { PostOpenRequestEvent } from '../base/events.js';
import { notices } from '../base/notices.js';
import { emptyState, errorState } from '../base/parts.js';
import { posts } from '../base/posts.styles.js';
import { RallyElement } from '../base/rally-element.js';
import { seg } from '../base/seg.styles.js';
import { shared } from '../base/shared.styles.js';
import { statusIds, unknownStatus } from '../base/statuses.js';
import { Watch } from '../base/watch.js';
import { commonWords } from '../base/words.js';
import type { Opening, OpeningHost } from '../board/opening.js';
import { renderSkeletons, type CardEvent, type RallyRoadmapColumn } from './column.js';
import './column.define.js';
import { styles as cards } from './column.styles.js';
import { roadmapWords } from './roadmap.words.js';
import { styles } from './roadmap.styles.js';

/**
 * @summary Where a board is going: its ideas by status, side by side or as a list, with votes; each is read in place.
 *
 * Each status is read by itself, a few ideas at first. The team moves ideas to another status by dragging them with a
 * mouse or pen, or by “Move to…” on each, with an official answer if they like. Where there is no room for columns they
 * stand one below the other.
 *
 * @event {PostOpenRequestEvent} rally-idea-open-request - Before an idea opens here; stop it to show it elsewhere.
 * @event {ActRequestEvent} rally-vote-set-request - Before a vote; can be stopped.
 * @event {ActEvent} rally-vote-set - After the backend took a vote.
 * @event {ActRequestEvent} rally-idea-set-status-request - Before the team moves an idea; can be stopped.
 * @event {ActEvent} rally-idea-set-status - After an idea was moved.
 * @event {AuthRequiredEvent} rally-auth-required - Something takes signing in.
 * @csspart base - The panel.
 */
export class RallyRoadmap extends RallyElement implements OpeningHost {
  static override styles: CSSResultGroup = [shared, seg, posts, cards, styles];

  /** @internal */
  readonly kind = 'idea';

  readonly #board = new Watch(this, (store) =>
    this.board ? store.entity({ kind: 'board', id: this.board }) : undefined,
  );
  readonly #session = new Watch(this, (store) => store.session);
  readonly #opened = new Watch(this, (store) =>
    this.opened === undefined ? undefined : store.entity({ kind: 'idea', id: this.opened }),
  );

  /** The board's id. */
  @property() board: string | undefined;
  /** Ids of the statuses to show, in this order; without it what is decided on and what came of it. */
  @property({ converter: statusIds }) statuses: readonly string[] | undefined;
  /** The order in each status: `top`, `trending`, `new`, `discussed` or `active`. */
  @property() sort: Sort = 'top';
  /** `list` shows the statuses one below the other. The attribute follows what a person chooses. */
  @property({ reflect: true }) view: 'columns' | 'list' | undefined;
  /** An opened idea gets an address, such as `#rally-idea=ID`, that can be shared and that the back button knows. */
  @property({ type: Boolean }) permalinks = false;

  /** Id of the idea that is open in place of all. @internal */
  @state() opened: string | undefined;
  /** Id of the idea that this person moves. @internal */
  @state() awaited: string | undefined;

  /** Loaded when an idea is opened, or with `permalinks`. */
  #opening: Opening | undefined;

  /** @internal */
  get columns(): readonly RallyRoadmapColumn[] {
    return [...this.renderRoot.querySelectorAll('rally-roadmap-column')];
  }

  /** The card of an idea, while it is listed. @internal */
  cardOf(id: string): HTMLElement | null {
    return this.columns.map((column) => column.cardOf(id)).find(Boolean) ?? null;
  }

  /** @internal */
  titleOf(id: string): HTMLElement | null {
    return this.cardOf(id)?.querySelector<HTMLElement>('.title') ?? null;
  }

  /** @internal */
  load(): Promise<unknown> {
    return import('../idea/idea.define.js');
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('board') && this.hasUpdated) this.opened = undefined;
    if (this.permalinks) this.#openings().catch(() => {});
  }

  /** Opens one idea in place of all. */
  async open(id: string): Promise<void> {
    await (await this.#openings()).open(id);
  }

  async #openings(): Promise<Opening> {
    const { Opening } = await import('../board/opening.js');
    return (this.#opening ??= new Opening(this));
  }

  async #onOpen({ idea, control }: CardEvent): Promise<void> {
    if (!this.dispatchEvent(new PostOpenRequestEvent({ kind: 'idea', id: idea.id }))) return;
    await this.open(idea.id).catch((error: unknown) => this.showRefusal(control, error));
  }

  async #onMove({ idea, control }: CardEvent): Promise<void> {
    try {
      await import('./team.define.js');
      await this.renderRoot.querySelector('rally-roadmap-team')?.choose(idea);
    } catch (error) {
      await this.showRefusal(control, error);
    }
  }

  protected override renderWith(store: Store): TemplateResult {
    const found = this.#board.value;
    const say = commonWords;
    let content: unknown;
    if (!this.board) content = emptyState(say.whichBoard, say.whichBoardDetail(this.localName));
    else if (found?.status === 'gone') content = emptyState(say.boardGone, say.boardGoneDetail(this.board));
    else if (found?.status === 'error')
      content = errorState(found.error, () => void this.#board.source?.refresh());
    else content = this.#renderAll(found?.status === 'ready' ? found.entity : undefined, store);
    return html`<section class="panel" part="base" aria-label=${roadmapWords.label}>${content}</section>`;
  }

  #renderAll(board: Board | undefined, store: Store): TemplateResult {
    const opened = this.#opened.value;
    // A shared address may name an idea of another board of the page.
    const isHere = this.opened && !(opened?.status === 'ready' && opened.entity.board !== this.board);
    const idea = html`<rally-idea .store=${store} idea=${this.opened ?? nothing}></rally-idea>`;
    return html`<div class=${this.view === 'list' ? 'list' : ''} ?hidden=${Boolean(isHere)}>
        ${board ? this.#renderRoad(board, store) : this.#renderLoading()}
      </div>
      ${isHere ? this.#opening?.render(idea, roadmapWords.label) : nothing}
      ${notices(store, 'board', this.board ?? '')}`;
  }

  #renderLoading(): TemplateResult {
    const lane = html`<div class="lane">
      <span class="skeleton head"></span>
      <ul>
        ${renderSkeletons(3)}
      </ul>
    </div>`;
    return html`${this.#renderBar()}
      <div class="road" aria-busy="true" aria-label=${commonWords.loading}>${[lane, lane, lane]}</div>`;
  }

  #renderBar(board?: Board): TemplateResult {
    const isList = this.view === 'list';
    const choice = (view: 'columns' | 'list', pressed: boolean) =>
      html`<button type="button" aria-pressed=${pressed} @click=${() => (this.view = view)}>
        ${roadmapWords[view]}
      </button>`;
    return html`<div class="bar">
      <h2 class="grow" dir="auto">${board?.title ?? html`<span class="skeleton head"></span>`}</h2>
      <div class="seg" role="group" aria-label=${roadmapWords.view}>
        ${choice('columns', !isList)} ${choice('list', isList)}
      </div>
    </div>`;
  }

  #renderRoad(board: Board, store: Store): TemplateResult {
    const say = roadmapWords;
    if (board.purpose === 'support') return emptyState(say.questions, say.questionsDetail);
    const unknown = unknownStatus(board, this.statuses);
    if (unknown) return unknown;
    const shown = this.#shownOf(board);
    const isEmpty = shown.every(({ id }) => !board.counts[id]);
    if (isEmpty) return emptyState(say.empty, say.emptyDetail);
    const { viewer, supports } = this.#session.value ?? {};
    const movable = [viewer?.may, supports?.commands].every((known) => known?.includes('idea.set-status'));
    if (movable) import('./team.define.js').catch(() => {});
    return html`${this.#renderBar(board)}
      <div class="road" tabindex="-1">
        ${shown.map(
          (status) =>
            html`<rally-roadmap-column
              .store=${store}
              .board=${board}
              .status=${status}
              .sort=${this.sort}
              .permalinks=${this.permalinks}
              .movable=${movable}
              .awaited=${this.awaited}
              @rally-card-open=${this.#onOpen}
              @rally-card-move=${this.#onMove}
            ></rally-roadmap-column>`,
        )}
      </div>
      ${movable ? html`<rally-roadmap-team .store=${store} .board=${board}></rally-roadmap-team>` : nothing}`;
  }

  #shownOf({ pipeline }: Board): readonly Status[] {
    if (!this.statuses) return roadmapOf(pipeline);
    return this.statuses.flatMap((id) => pipeline.find((status) => status.id === id) ?? []);
  }
}
