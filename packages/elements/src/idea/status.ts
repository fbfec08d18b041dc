import { css, html, nothing, type CSSResultGroup, type TemplateResult } from 'lit';
import { property, query, state } from '../base/decorators.js';
import {
  anticipateAlso,
  teamRules,
  toRallyError,
  type Board,
  type Idea,
  type RallyError,
} from '@rallykit/core';
import { RallyElement } from '../base/rally-element.js';
import { shared } from '../base/shared.styles.js';
import { ideaWords } from './idea.words.js';

/** How it goes with what was chosen, as `rally-status-change`: it is on its way, done, refused, or the page stopped it. */
export class StatusChangeEvent extends Event {
  readonly state: 'sent' | 'done' | 'refused' | 'stopped';
  readonly status: string;

  constructor(state: StatusChangeEvent['state'], status: string) {
    super('rally-status-change');
    this.state = state;
    this.status = status;
  }
}

/**
 * @summary Where the team sets an idea's status, with an official answer or without. Used inside other elements.
 *
 * What is typed stays while votes and others' changes come in, and when a change is refused; a status that was not
 * touched here is left as others set it.
 *
 * @slot - Further buttons, before the one that saves.
 * @event {ActRequestEvent} rally-idea-set-status-request - Before the status changes; can be stopped.
 * @event {ActRequestEvent} rally-idea-respond-request - Before the official answer changes; can be stopped.
 * @event {StatusChangeEvent} rally-status-change - How it goes with what was chosen.
 * @csspart base - The form.
 */
export class RallyIdeaStatus extends RallyElement {
  static override styles: CSSResultGroup = [
    shared,
    css`
      form {
        display: grid;
        gap: 0.8em;
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

  static {
    anticipateAlso(teamRules);
  }

  @property({ attribute: false }) idea: Idea | undefined;
  @property({ attribute: false }) board: Board | undefined;

  @state() private failed: RallyError | undefined;
  @state() private busy = false;

  @query('select') private statusField!: HTMLSelectElement | null;
  @query('textarea') private noteField!: HTMLTextAreaElement | null;

  /** The idea as the form was filled from it. */
  #filled: Idea | undefined;

  override focus(): void {
    this.statusField?.focus();
  }

  protected override willUpdate(): void {
    if (this.idea?.id === this.#filled?.id) return;
    this.#filled = this.idea;
    this.failed = undefined;
  }

  async #onSubmit(event: Event): Promise<void> {
    event.preventDefault();
    const { idea, statusField, noteField } = this;
    if (!idea || !statusField || !noteField || this.busy) return;
    const status = statusField.value;
    const tell = (how: StatusChangeEvent['state']) => this.dispatchEvent(new StatusChangeEvent(how, status));
    this.busy = true;
    this.failed = undefined;
    tell('sent');
    try {
      const done = await this.#save(idea, status, noteField.value.trim());
      if (done) {
        this.#filled = this.idea;
        this.announce(ideaWords.saved);
      }
      tell(done ? 'done' : 'stopped');
    } catch (thrown) {
      this.failed = toRallyError(thrown);
      tell('refused');
    } finally {
      this.busy = false;
    }
  }

  /** Resolves to whether it was done; the page can stop it. */
  async #save({ id, status: now }: Idea, status: string, note: string): Promise<boolean> {
    const isMoved = status !== this.#filled?.status && status !== now;
    const isNoted = note !== (this.#filled?.response?.body ?? '');
    if (isMoved && !(await this.act('idea.set-status', { id, status, ...(isNoted && note && { note }) })))
      return false;
    const isLeft = isNoted && !(isMoved && note);
    return !isLeft || Boolean(await this.act('idea.respond', { id, body: note }));
  }

  protected override renderWith(): TemplateResult {
    const { board, failed } = this;
    const idea = this.#filled;
    if (!idea || !board) return html``;
    return html`<form part="base" @submit=${this.#onSubmit}>
      <label>
        <span class="small soft">${ideaWords.status}</span>
        <select class="field">
          ${board.pipeline.map(
            ({ id, label }) => html`<option value=${id} ?selected=${id === idea.status}>${label}</option>`,
          )}
        </select>
      </label>
      <label>
        <span class="small soft">${ideaWords.note}</span>
        <textarea
          class="field"
          dir="auto"
          aria-describedby="note-hint"
          .defaultValue=${idea.response?.body ?? ''}
        ></textarea>
        <span class="small soft" id="note-hint">${ideaWords.noteHint}</span>
      </label>
      ${failed ? html`<p class="problem" role="alert">${failed.message}</p>` : nothing}
      <div class="row">
        <span class="grow"></span>
        <slot></slot>
        <button class="btn primary" aria-disabled=${this.busy}>${ideaWords.save}</button>
      </div>
    </form>`;
  }
}
