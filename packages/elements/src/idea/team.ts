import { css, html, nothing, type CSSResultGroup, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from '../base/decorators.js';
import {
  toRallyError,
  type Board,
  type CommandInputs,
  type CommandType,
  type Idea,
  type RallyError,
} from '@rallykit/core';
import type { Store } from '@rallykit/store';
import { RallyElement } from '../base/rally-element.js';
import { shared } from '../base/shared.styles.js';
import { ideaWords } from './idea.words.js';
import type { MergeCloseEvent } from './merge.js';
import { mergeWords } from './merge.words.js';
import type { MoveCloseEvent } from './move.js';
import { moveWords } from './move.words.js';
import './merge.define.js';
import './move.define.js';
import './status.define.js';

/**
 * @summary What the team does with an idea: status, official answer, pin, lock, archive, move, approve, merge and take that back. Used inside `<rally-idea>`.
 *
 * @event {ActRequestEvent} rally-idea-set-status-request - Before the status changes; can be stopped.
 * @event {ActRequestEvent} rally-idea-respond-request - Before the official answer changes; can be stopped.
 * @event {ActRequestEvent} rally-post-lock-request - Before the idea is locked or unlocked; can be stopped.
 * @event {ActRequestEvent} rally-idea-pin-request - Before the idea is pinned or unpinned; can be stopped.
 * @event {ActRequestEvent} rally-idea-archive-request - Before the idea is archived or restored; can be stopped.
 * @event {ActRequestEvent} rally-idea-move-request - Before the idea is moved to another board; can be stopped.
 * @event {ActRequestEvent} rally-post-approve-request - Before everybody can see the idea; can be stopped.
 * @event {ActRequestEvent} rally-idea-merge-request - Before the idea is merged into another; can be stopped.
 * @event {ActRequestEvent} rally-idea-unmerge-request - Before a merge is taken back; can be stopped.
 * @csspart base - The tools.
 */
export class RallyIdeaTeam extends RallyElement {
  static override styles: CSSResultGroup = [
    shared,
    css`
      details {
        border: 1px dashed var(--_line-strong);
        border-radius: var(--_radius-s);
      }
      summary {
        min-block-size: 40px;
        padding: 0.55em 0.9em;
        border-radius: var(--_radius-s);
        color: var(--_text-soft);
        font-size: 0.93em;
        font-weight: 550;
        cursor: pointer;
      }
      .tools {
        display: grid;
        gap: 0.9em;
        padding: 0.2em 0.9em 0.9em;
      }
    `,
  ];

  @property({ attribute: false }) idea: Idea | undefined;
  @property({ attribute: false }) board: Board | undefined;

  @state() private failed: RallyError | undefined;
  @state() private busy = false;
  /** Which form is open in place of the tools. */
  @state() private form: 'merge' | 'move' | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('idea') && changed.get('idea')?.id !== this.idea?.id) this.form = undefined;
  }

  async #run(work: () => Promise<unknown>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.failed = undefined;
    try {
      await work();
    } catch (thrown) {
      this.failed = toRallyError(thrown);
    } finally {
      this.busy = false;
    }
  }

  /** Does one act, and says that it is done. */
  #do<T extends CommandType>(type: T, input: CommandInputs[T], done: string): void {
    void this.#run(async () => {
      if (!(await this.act(type, input))) return;
      this.announce(done);
      // The control is gone with what it was for.
      await this.updateComplete;
      if (!this.shadowRoot?.activeElement) this.renderRoot.querySelector('summary')?.focus();
    });
  }

  async #open(name: 'merge' | 'move'): Promise<void> {
    this.form = name;
    await this.updateComplete;
    const form = this.renderRoot.querySelector<RallyElement>('rally-idea-merge, rally-idea-move');
    await form?.updateComplete;
    form?.focus();
  }

  /** `done` says what was done, if anything was. */
  async #close(done: string | undefined): Promise<void> {
    const { form } = this;
    this.form = undefined;
    if (done) this.announce(done);
    await this.updateComplete;
    const opener = this.renderRoot.querySelector<HTMLElement>(`.open-${form}`);
    (opener ?? this.renderRoot.querySelector('summary'))?.focus();
  }

  protected override renderWith(store: Store): TemplateResult {
    const { idea, board, failed } = this;
    if (!idea || !board) return html``;
    return html`<details part="base">
      <summary>${ideaWords.team}</summary>
      <div class="tools">
        ${
          idea.mergedInto === undefined && !idea.archived
            ? html`<rally-idea-status .store=${store} .idea=${idea} .board=${board}></rally-idea-status>`
            : nothing
        }
        ${failed ? html`<p class="problem" role="alert">${failed.message}</p>` : nothing}
        ${(idea.mergedInto === undefined && this.#renderForm(store)) || this.#renderTools(idea)}
      </div>
    </details>`;
  }

  #renderForm(store: Store): TemplateResult | undefined {
    const { idea, board, form } = this;
    if (form === 'merge')
      return html`<rally-idea-merge
        .store=${store}
        .idea=${idea}
        .board=${board}
        @rally-merge-close=${({ merged }: MergeCloseEvent) =>
          void this.#close(merged ? mergeWords.merged : undefined)}
      ></rally-idea-merge>`;
    return (
      form &&
      html`<rally-idea-move
        .store=${store}
        .idea=${idea}
        .board=${board}
        @rally-move-close=${({ to }: MoveCloseEvent) =>
          void this.#close(to === undefined ? undefined : moveWords.moved(to))}
      ></rally-idea-move>`
    );
  }

  /** What there is to do beside the form; each tool only where the store does it and this person may. */
  #renderTools(idea: Idea): TemplateResult {
    const { id } = idea;
    const ref = { kind: 'idea', id } as const;
    const isMerged = idea.mergedInto !== undefined;
    const tool = (label: string, onClick: () => void, name = '') =>
      html`<button class=${`btn ${name}`} type="button" aria-disabled=${this.busy} @click=${onClick}>
        ${label}
      </button>`;
    const isOut = isMerged || Boolean(idea.archived);
    const isListed = !isOut && !idea.pending;
    const may = (type: CommandType, input: object) =>
      this.offer(type, input as CommandInputs[typeof type]) === 'yes';
    const canPin = isListed && may('idea.pin', { id, pinned: !idea.pinned });
    const canArchive = !isMerged && !idea.pending && may('idea.archive', { id, archived: !idea.archived });
    const canMove = !isOut && may('idea.move', { id, board: '' });
    const canLock = !isOut && this.offer('post.lock', { ref, locked: !idea.locked }) === 'yes';
    const canApprove = idea.pending && this.offer('post.approve', { ref }) === 'yes';
    // Where it may go is asked of the store.
    const canMerge = isListed && this.offer('idea.merge', { id, into: id }) === 'yes';
    const canUnmerge = isMerged && this.offer('idea.unmerge', { id }) === 'yes';
    const { lock, unlock, approve, merge, unmerge, pin, unpin, archive, restore, move } = ideaWords;
    return html`${canUnmerge ? html`<p class="small soft">${ideaWords.unmergeHint}</p>` : nothing}
      ${idea.archived && canArchive ? html`<p class="small soft">${ideaWords.archivedHint}</p>` : nothing}
      <div class="row">
        ${canApprove ? tool(approve, () => this.#do('post.approve', { ref }, ideaWords.approved)) : nothing}
        ${
          canPin
            ? tool(idea.pinned ? unpin : pin, () =>
                this.#do('idea.pin', { id, pinned: !idea.pinned }, ideaWords.saved),
              )
            : nothing
        }
        ${
          canLock
            ? tool(idea.locked ? unlock : lock, () =>
                this.#do('post.lock', { ref, locked: !idea.locked }, ideaWords.saved),
              )
            : nothing
        }
        ${canMerge ? tool(merge, () => void this.#open('merge'), 'open-merge') : nothing}
        ${canMove ? tool(move, () => void this.#open('move'), 'open-move') : nothing}
        ${
          canArchive
            ? tool(idea.archived ? restore : archive, () =>
                this.#do(
                  'idea.archive',
                  { id, archived: !idea.archived },
                  idea.archived ? ideaWords.restored : ideaWords.archivedNow,
                ),
              )
            : nothing
        }
        ${canUnmerge ? tool(unmerge, () => this.#do('idea.unmerge', { id }, ideaWords.unmerged)) : nothing}
      </div>`;
  }
}
