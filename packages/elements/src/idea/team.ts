import { css, html, nothing, type CSSResultGroup, type TemplateResult } from 'lit';
import { property, query, state } from '../base/decorators.js';
import { toRallyError, type Board, type Idea, type RallyError } from '@rallykit/core';
import { RallyElement } from '../base/rally-element.js';
import { shared } from '../base/shared.styles.js';
import { ideaWords } from './idea.words.js';

/**
 * @summary What the team does with an idea: status, official answer, lock. Used inside `<rally-idea>`.
 *
 * @event {ActRequestEvent} rally-idea-set-status-request - Before the status changes; can be stopped.
 * @event {ActRequestEvent} rally-idea-respond-request - Before the official answer changes; can be stopped.
 * @event {ActRequestEvent} rally-post-lock-request - Before the idea is locked or unlocked; can be stopped.
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
      form {
        display: grid;
        gap: 0.8em;
        padding: 0.2em 0.9em 0.9em;
      }
      label {
        display: grid;
        gap: 0.25em;
      }
      textarea {
        display: block;
        min-block-size: 5em;
        resize: vertical;
        field-sizing: content;
      }
    `,
  ];

  @property({ attribute: false }) idea: Idea | undefined;
  @property({ attribute: false }) board: Board | undefined;

  @state() private failed: RallyError | undefined;
  @state() private busy = false;

  @query('select') private statusField!: HTMLSelectElement | null;
  @query('textarea') private noteField!: HTMLTextAreaElement | null;

  /** The idea that the form was filled from: what is typed stays while votes and others' changes come in. */
  #filled: Idea | undefined;

  protected override willUpdate(): void {
    if (this.idea?.id !== this.#filled?.id) this.#filled = this.idea;
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

  #onSubmit(event: Event): void {
    event.preventDefault();
    const { idea, statusField, noteField } = this;
    if (!idea || !statusField || !noteField) return;
    const { id } = idea;
    const status = statusField.value;
    const note = noteField.value.trim();
    const noted = note !== (idea.response?.body ?? '');
    void this.#run(async () => {
      if (status !== idea.status) {
        const done = await this.act('idea.set-status', { id, status, ...(noted && note && { note }) });
        if (!done) return;
        if (noted && !note) await this.act('idea.respond', { id, body: '' });
      } else if (noted && !(await this.act('idea.respond', { id, body: note }))) return;
      this.announce(ideaWords.saved);
    });
  }

  protected override renderWith(): TemplateResult {
    const { idea, board, failed } = this;
    if (!idea || !board) return html``;
    const lock = () =>
      void this.#run(() =>
        this.act('post.lock', { ref: { kind: 'idea', id: idea.id }, locked: !idea.locked }),
      );
    return html`<details part="base">
      <summary>${ideaWords.team}</summary>
      <form @submit=${this.#onSubmit}>
        <label>
          <span class="small soft">${ideaWords.status}</span>
          <select class="field">
            ${board.pipeline.map(
              ({ id, label }) =>
                html`<option value=${id} ?selected=${id === this.#filled?.status}>${label}</option>`,
            )}
          </select>
        </label>
        <label>
          <span class="small soft">${ideaWords.note}</span>
          <textarea
            class="field"
            dir="auto"
            aria-describedby="note-hint"
            .defaultValue=${this.#filled?.response?.body ?? ''}
          ></textarea>
          <span class="small soft" id="note-hint">${ideaWords.noteHint}</span>
        </label>
        ${failed ? html`<p class="problem" role="alert">${failed.message}</p>` : nothing}
        <div class="row">
          <button class="btn" type="button" aria-disabled=${this.busy} @click=${lock}>
            ${idea.locked ? ideaWords.unlock : ideaWords.lock}
          </button>
          <span class="grow"></span>
          <button class="btn primary" aria-disabled=${this.busy}>${ideaWords.save}</button>
        </div>
      </form>
    </details>`;
  }
}
