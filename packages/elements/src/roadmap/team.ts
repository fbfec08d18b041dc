import { css, html, nothing, type CSSResultGroup, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { property, query, state } from '../base/decorators.js';
import type { Board, Idea, Status } from '@rallykit/core';
import type { Store } from '@rallykit/store';
import { RallyElement } from '../base/rally-element.js';
import { shared } from '../base/shared.styles.js';
import { commonWords } from '../base/words.js';
import type { StatusChangeEvent } from '../idea/status.js';
import '../idea/status.define.js';
import { Dragging } from './dragging.js';
import type { RallyRoadmap } from './roadmap.js';
import { roadmapWords } from './roadmap.words.js';

/**
 * @summary How the team moves ideas of a roadmap: by dragging, or by a form that takes an official answer too. Used inside `<rally-roadmap>`.
 *
 * A form that was sent stays until it is answered, and comes back with what was typed when it was refused.
 *
 * @event {ActRequestEvent} rally-idea-set-status-request - Before an idea is moved; can be stopped.
 * @event {ActEvent} rally-idea-set-status - After an idea was moved.
 * @csspart base - The dialog.
 */
export class RallyRoadmapTeam extends RallyElement {
  static override styles: CSSResultGroup = [
    shared,
    css`
      :host {
        container-type: normal;
      }
      dialog {
        inline-size: min(26rem, calc(100vw - 2rem));
        padding: 1.2em;
        border: 1px solid var(--_line);
        border-radius: var(--_radius);
        background: var(--_surface);
        color: inherit;
      }
      dialog::backdrop {
        background: oklch(0 0 0 / 0.4);
      }
      h3 {
        margin-block-end: 0.8em;
      }
    `,
  ];

  @property({ attribute: false }) board: Board | undefined;

  /** The ideas whose forms are open or on their way. */
  @state() private ideas: readonly Idea[] = [];
  /** Id of the one whose form is open. */
  @state() private chosen: string | undefined;

  @query('dialog') private dialog!: HTMLDialogElement;

  readonly #sent = new Set<string>();

  constructor() {
    super();
    new Dragging(
      this,
      () => this.#roadmap,
      (idea, status) => void this.#move(idea, status),
    );
  }

  get #roadmap(): RallyRoadmap {
    return (this.getRootNode() as ShadowRoot).host as RallyRoadmap;
  }

  /** Opens the form of an idea. */
  async choose(idea: Idea): Promise<void> {
    if (!this.ideas.some(({ id }) => id === idea.id)) this.ideas = [...this.ideas, idea];
    this.chosen = idea.id;
    await this.updateComplete;
    if (!this.dialog.open) this.dialog.showModal();
    const form = this.renderRoot.querySelector<HTMLElement & { updateComplete: Promise<boolean> }>(
      'rally-idea-status:not([hidden])',
    );
    await form?.updateComplete;
    form?.focus();
  }

  #forget(id: string): void {
    this.#sent.delete(id);
    this.ideas = this.ideas.filter((idea) => idea.id !== id);
    if (this.#roadmap.awaited === id) this.#roadmap.awaited = undefined;
  }

  #onClose(): void {
    const { chosen } = this;
    // Refused so soon that it is open again.
    if (this.dialog.open) return;
    this.chosen = undefined;
    if (chosen !== undefined && !this.#sent.has(chosen)) this.#forget(chosen);
  }

  async #onChange({ state: how, status }: StatusChangeEvent, idea: Idea): Promise<void> {
    const { id } = idea;
    if (how === 'sent') {
      this.#sent.add(id);
      this.#roadmap.awaited = id;
      this.dialog.close();
    } else if (how === 'refused') {
      this.#sent.delete(id);
      if (!this.dialog.open) await this.choose(idea);
    } else {
      this.#forget(id);
      if (how === 'done') await this.#tell(idea, status);
    }
  }

  async #move(idea: Idea, status: Status): Promise<void> {
    const roadmap = this.#roadmap;
    const { id } = idea;
    roadmap.awaited = id;
    try {
      if (await this.act('idea.set-status', { id, status: status.id })) await this.#tell(idea, status.id);
    } catch (error) {
      await Promise.all(roadmap.columns.map((column) => column.updateComplete));
      const card = roadmap.cardOf(id)?.querySelector<HTMLElement>('.move');
      await this.showRefusal(card ?? roadmap, error);
    } finally {
      this.#forget(id);
    }
  }

  /** Says where an idea is now; one that left the roadmap took the focus along. */
  async #tell({ id, title }: Idea, status: string): Promise<void> {
    const roadmap = this.#roadmap;
    const { label } = this.board?.pipeline.find((step) => step.id === status) ?? { label: status };
    roadmap.announce(roadmapWords.moved(title, label));
    await roadmap.updateComplete;
    if (!roadmap.cardOf(id) && !roadmap.shadowRoot?.activeElement)
      roadmap.renderRoot.querySelector<HTMLElement>('.road')?.focus();
  }

  protected override renderWith(store: Store): TemplateResult {
    const chosen = this.ideas.find(({ id }) => id === this.chosen);
    return html`<dialog part="base" aria-labelledby="title" @close=${this.#onClose}>
      ${chosen ? html`<h3 id="title" dir="auto">${roadmapWords.moveThis(chosen.title)}</h3>` : nothing}
      ${repeat(
        this.ideas,
        ({ id }) => id,
        (idea) =>
          html`<rally-idea-status
            ?hidden=${idea !== chosen}
            .store=${store}
            .idea=${store.peek(idea) ?? idea}
            .board=${this.board}
            @rally-status-change=${(event: StatusChangeEvent) => this.#onChange(event, idea)}
          >
            <button class="btn" type="button" @click=${() => this.dialog.close()}>
              ${commonWords.cancel}
            </button>
          </rally-idea-status>`,
      )}
    </dialog>`;
  }
}
