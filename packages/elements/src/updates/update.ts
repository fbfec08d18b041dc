import { html, nothing, type CSSResultGroup, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { property, state } from '../base/decorators.js';
import type { Board, Idea, Ref, Update, UpdateLabel } from '@rallykit/core';
import type { Store } from '@rallykit/store';
import { acts } from '../base/acts.styles.js';
import { number } from '../base/format.js';
import { badge, byline, time } from '../base/parts.js';
import { postAddress } from '../base/post-address.js';
import { postTitle } from '../base/post-title.js';
import { posts } from '../base/posts.styles.js';
import { RallyElement } from '../base/rally-element.js';
import { shared } from '../base/shared.styles.js';
import { loadMarkdown, markdown } from '../base/text.js';
import { Watch } from '../base/watch.js';
import { commonWords } from '../base/words.js';
import { Together } from '../idea/together.js';
import '../vote/vote.define.js';
import { styles } from './update.styles.js';
import { updatesWords } from './updates.words.js';

/** How many are thanked by name. */
const named = 3;
const tones = { new: 'good', improved: 'accent', fixed: 'calm' } as const satisfies Record<
  UpdateLabel,
  string
>;

/** Somebody wants to read an idea that an update ships, as `rally-update-idea`. */
export class UpdateIdeaEvent extends Event {
  readonly idea: string;
  readonly control: HTMLElement;

  constructor(idea: string, control: HTMLElement) {
    super('rally-update-idea');
    this.idea = idea;
    this.control = control;
  }
}

/**
 * @summary One update: what is new, the ideas that it ships with their votes, and who is thanked. Used inside `<rally-updates>`.
 *
 * An idea that was merged since shows as the one that it went to; one that is gone is left out.
 *
 * @event {UpdateIdeaEvent} rally-update-idea - Somebody wants to read an idea.
 * @event {ActRequestEvent} rally-update-edit-request - Before the team changes it; can be stopped.
 * @event {ActRequestEvent} rally-update-remove-request - Before the team deletes it; can be stopped.
 * @event {ActEvent} rally-update-remove - After it was deleted.
 * @csspart base - The update.
 */
export class RallyUpdate extends RallyElement {
  static override styles: CSSResultGroup = [shared, acts, posts, styles];

  readonly #together = new Together();
  /** What is shown beside its own text, and may have to be read for it. */
  readonly #parts = new Watch(this, (store) => this.#together.of(store, this.#refs(store)));

  @property({ attribute: false }) news: Update | undefined;
  /** Whether its title is a link to it. */
  @property({ type: Boolean }) permalinks = false;

  @state() private doing: 'edit' | 'remove' | undefined;

  /** The control that opens an idea. @internal */
  titleOf(idea: string): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(`.title[data-id="${CSS.escape(idea)}"]`);
  }

  protected override firstUpdated(): void {
    loadMarkdown();
  }

  /** Where each idea is now, through its merges, as far as that is read; each once. */
  #ideas(store: Store): { readonly refs: readonly Ref<'idea'>[]; readonly ideas: readonly Idea[] } {
    const refs: Ref<'idea'>[] = [];
    const ideas = new Map<string, Idea>();
    for (let id of this.news?.ships ?? []) {
      for (;;) {
        const ref: Ref<'idea'> = { kind: 'idea', id };
        refs.push(ref);
        const idea = store.peek(ref);
        if (idea && idea.mergedInto === undefined) ideas.set(id, idea);
        if (idea?.mergedInto === undefined) break;
        id = idea.mergedInto;
      }
    }
    return { refs, ideas: [...ideas.values()] };
  }

  #refs(store: Store): Ref[] {
    const { refs, ideas } = this.#ideas(store);
    const people = this.news?.thanks.people.slice(0, named) ?? [];
    const boards = [...new Set(ideas.map(({ board }) => board))];
    return [
      ...refs,
      ...people.map((id): Ref => ({ kind: 'member', id })),
      ...boards.map((id): Ref => ({ kind: 'board', id })),
    ];
  }

  async #edit(event: Event): Promise<void> {
    const control = event.currentTarget as HTMLElement;
    try {
      await import('./editor.define.js');
      this.doing = 'edit';
      await this.updateComplete;
      const editor = this.renderRoot.querySelector('rally-update-editor');
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

  async #remove(event: Event, id: string): Promise<void> {
    const control = event.currentTarget as HTMLElement;
    await this.act('update.remove', { id }).catch((error: unknown) => this.showRefusal(control, error));
  }

  protected override renderWith(store: Store): unknown {
    void this.#parts;
    const update = this.news;
    if (!update) return nothing;
    if (this.doing === 'edit')
      return html`<rally-update-editor
        class="editor"
        .store=${store}
        board=${update.board}
        .post=${update}
        @rally-update-editor-close=${() => this.#done()}
      ></rally-update-editor>`;
    return html`<article part="base" aria-labelledby="title">
      <div class="meta">
        ${time(update.createdAt, this.language)}
        ${update.labels.map((label) => badge({ label: updatesWords.labels[label], tone: tones[label] }))}
        ${update.editedAt ? html`<span>${commonWords.edited}</span>` : nothing}
      </div>
      <h3 id="title" dir="auto">
        ${this.permalinks ? html`<a href=${postAddress('update', update.id)}>${update.title}</a>` : update.title}
      </h3>
      ${update.body ? markdown(update.body) : nothing} ${this.#renderIdeas(store)}
      ${this.#renderThanks(update, store)} ${this.#renderActs(update)}
    </article>`;
  }

  #renderIdeas(store: Store): TemplateResult | typeof nothing {
    const { ideas } = this.#ideas(store);
    if (ideas.length === 0) return nothing;
    return html`<ul class="ships" aria-label=${updatesWords.ships}>
      ${repeat(
        ideas,
        ({ id }) => id,
        (idea) => {
          const board: Board | undefined = store.peek({ kind: 'board', id: idea.board });
          const status = board?.pipeline.find(({ id }) => id === idea.status);
          const open = (control: HTMLElement) => this.dispatchEvent(new UpdateIdeaEvent(idea.id, control));
          return html`<li>
            <rally-vote .store=${store} .subject=${idea}></rally-vote>
            <div class="about">
              <h4>${postTitle(idea, false, open)}</h4>
              ${status ? html`<div class="meta">${badge(status)}</div>` : nothing}
            </div>
          </li>`;
        },
      )}
    </ul>`;
  }

  #renderThanks({ thanks: { people, others } }: Update, store: Store): TemplateResult | typeof nothing {
    if (people.length + others === 0) return nothing;
    const shown = people.slice(0, named).map((id) => {
      const member = store.peek({ kind: 'member', id });
      return byline(member && { name: member.name }, id);
    });
    const rest = others + people.length - shown.length;
    if (rest > 0) shown.push(updatesWords.others(rest, number(rest, this.language)));
    const list = new Intl.ListFormat(this.language).formatToParts(shown);
    const [before, after] = updatesWords.thanks;
    return html`<p class="thanks" dir="auto">
      ${before}${list.map(({ type, value }) => (type === 'element' ? html`<bdi>${value}</bdi>` : value))}${after}
    </p>`;
  }

  #renderActs({ id, revision }: Update): TemplateResult | typeof nothing {
    const canEdit = this.offer('update.edit', { id, revision }) === 'yes';
    const canRemove = this.offer('update.remove', { id }) === 'yes';
    if (!canEdit && !canRemove) return nothing;
    const { edit, cancel, remove } = commonWords;
    return html`<div class="acts">
      ${canEdit ? html`<button class="act" type="button" @click=${this.#edit}>${edit}</button>` : nothing}
      ${
        !canRemove
          ? nothing
          : this.doing === 'remove'
            ? html`<button class="act sure" type="button" @click=${(event: Event) => this.#remove(event, id)}>
                  ${updatesWords.removeForGood}</button
                ><button class="act" type="button" @click=${() => this.#done()}>${cancel}</button>`
            : html`<button class="act" type="button" @click=${() => (this.doing = 'remove')}>
                ${remove}
              </button>`
      }
    </div>`;
  }
}
