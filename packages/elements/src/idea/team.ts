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
import './status.define.js';

/**
 * @summary What the team does with an idea: status, official answer, lock, approve, merge and take that back. Used inside `<rally-idea>`.
 *
 * @event {ActRequestEvent} rally-idea-set-status-request - Before the status changes; can be stopped.
 * @event {ActRequestEvent} rally-idea-respond-request - Before the official answer changes; can be stopped.
 * @event {ActRequestEvent} rally-post-lock-request - Before the idea is locked or unlocked; can be stopped.
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
  @state() private merging = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('idea') && changed.get('idea')?.id !== this.idea?.id) this.merging = false;
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

  async #openMerge(event: Event): Promise<void> {
    const control = event.currentTarget as HTMLElement;
    try {
      await import('./merge.define.js');
      this.merging = true;
      await this.updateComplete;
      const form = this.renderRoot.querySelector('rally-idea-merge');
      await form?.updateComplete;
      form?.focus();
    } catch (error) {
      await this.showRefusal(control, error);
    }
  }

  async #closeMerge({ merged }: MergeCloseEvent): Promise<void> {
    this.merging = false;
    if (merged) this.announce(mergeWords.merged);
    await this.updateComplete;
    const opener = this.renderRoot.querySelector<HTMLElement>('.open-merge');
    (opener ?? this.renderRoot.querySelector('summary'))?.focus();
  }

  protected override renderWith(store: Store): TemplateResult {
    const { idea, board, failed } = this;
    if (!idea || !board) return html``;
    return html`<details part="base">
      <summary>${ideaWords.team}</summary>
      <div class="tools">
        ${
          idea.mergedInto === undefined
            ? html`<rally-idea-status .store=${store} .idea=${idea} .board=${board}></rally-idea-status>`
            : nothing
        }
        ${failed ? html`<p class="problem" role="alert">${failed.message}</p>` : nothing}
        ${
          this.merging && idea.mergedInto === undefined
            ? html`<rally-idea-merge
                .store=${store}
                .idea=${idea}
                .board=${board}
                @rally-merge-close=${this.#closeMerge}
              ></rally-idea-merge>`
            : this.#renderTools(idea)
        }
      </div>
    </details>`;
  }

  /** What there is to do beside the form; each tool only where the store does it and this person may. */
  #renderTools(idea: Idea): TemplateResult {
    const { id } = idea;
    const ref = { kind: 'idea', id } as const;
    const isMerged = idea.mergedInto !== undefined;
    const tool = (label: string, onClick: (event: Event) => void, name = '') =>
      html`<button class=${`btn ${name}`} type="button" aria-disabled=${this.busy} @click=${onClick}>
        ${label}
      </button>`;
    const canLock = !isMerged && this.offer('post.lock', { ref, locked: !idea.locked }) === 'yes';
    const canApprove = idea.pending && this.offer('post.approve', { ref }) === 'yes';
    // Where it may go is asked of the store.
    const canMerge = !isMerged && !idea.pending && this.offer('idea.merge', { id, into: id }) === 'yes';
    const canUnmerge = isMerged && this.offer('idea.unmerge', { id }) === 'yes';
    const { lock, unlock, approve, merge, unmerge } = ideaWords;
    return html`${canUnmerge ? html`<p class="small soft">${ideaWords.unmergeHint}</p>` : nothing}
      <div class="row">
        ${canApprove ? tool(approve, () => this.#do('post.approve', { ref }, ideaWords.approved)) : nothing}
        ${
          canLock
            ? tool(idea.locked ? unlock : lock, () =>
                this.#do('post.lock', { ref, locked: !idea.locked }, ideaWords.saved),
              )
            : nothing
        }
        ${canMerge ? tool(merge, (event) => void this.#openMerge(event), 'open-merge') : nothing}
        ${canUnmerge ? tool(unmerge, () => this.#do('idea.unmerge', { id }, ideaWords.unmerged)) : nothing}
      </div>`;
  }
}
