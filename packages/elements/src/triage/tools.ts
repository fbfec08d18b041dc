import { html, nothing, type CSSResultGroup, type TemplateResult } from 'lit';
import { property, query, state } from '../base/decorators.js';
import {
  anticipateAlso,
  teamRules,
  type Board,
  type CommandInputs,
  type CommandType,
  type Idea,
  type Query,
} from '@rallykit/core';
import type { Store } from '@rallykit/store';
import { number } from '../base/format.js';
import { RallyElement } from '../base/rally-element.js';
import { shared } from '../base/shared.styles.js';
import { Watch } from '../base/watch.js';
import { commonWords } from '../base/words.js';
import { moreIcons } from '../base/more-icons.js';
import { noFilter } from '../board/filter.js';
import { filterWords } from './filters.words.js';
import {
  intoOne,
  reversed,
  run,
  toArchive,
  toBoard,
  toStatus,
  toTags,
  type Refusal,
  type Result,
  type Task,
} from './batch.js';
import './export.define.js';
import { keys, setKeys, usesKeys } from './shortcuts.js';
import type { Triage } from './triage.js';
import { styles } from './triage.styles.js';
import { triageWords } from './triage.words.js';
import { keepViews, viewKey, viewsOf, type SavedView } from './views.js';

const mostBoards = 100;
const forms = ['status', 'tags', 'move', 'merge'] as const;
type Form = (typeof forms)[number];

/** Which command each tool takes. */
const commandOf = {
  status: 'idea.set-status',
  tags: 'idea.set-tags',
  move: 'idea.move',
  merge: 'idea.merge',
} as const satisfies Record<Form, CommandType>;

/**
 * @summary What the team does with many ideas of a board at once: status, topics, another board, the archive, merging. Used inside `<rally-ideas>`.
 *
 * All that is selected goes as one batch. What is refused is told by name and stays selected; what is done can be undone.
 *
 * @event {ActRequestEvent} rally-idea-set-status-request - Before the status of one of them changes; can be stopped.
 * @event {ActRequestEvent} rally-idea-set-tags-request - Before the topics of one of them change; can be stopped.
 * @event {ActRequestEvent} rally-idea-move-request - Before one of them is moved to another board; can be stopped.
 * @event {ActRequestEvent} rally-idea-archive-request - Before one of them is archived or restored; can be stopped.
 * @event {ActRequestEvent} rally-idea-merge-request - Before one of them is merged into another; can be stopped.
 * @csspart base - The tools.
 */
export class RallyTriage extends RallyElement {
  static override styles: CSSResultGroup = [shared, styles];

  static {
    anticipateAlso(teamRules);
  }

  readonly #session = new Watch(this, (store) => store.session);
  readonly #boards = new Watch(this, (store) =>
    this.form === 'move' ? store.list({ kind: 'board', first: mostBoards }) : undefined,
  );

  @property({ attribute: false }) board: Board | undefined;
  @property({ attribute: false }) triage: Triage | undefined;
  /** How many the board shows. */
  @property({ attribute: false }) shown = 0;
  @property({ attribute: false }) selecting = false;
  @property({ attribute: false }) selected: readonly Idea[] = [];
  /** What the board shows: see `viewKey`. */
  @property({ attribute: false }) view = '';

  /** What the board lists. */
  @property({ attribute: false }) query: Query<'idea'> | undefined;

  /** Which form is open. */
  @state() private form: Form | undefined;
  @state() private running: { readonly done: number; readonly of: number } | undefined;
  @state() private result: (Result & { readonly undone: boolean }) | undefined;
  @state() private chosen: string | undefined;
  /** The topics that were chosen to be on all, or on none. */
  @state() private tags: ReadonlyMap<string, boolean> = new Map();

  /** A name is asked for. */
  @state() private naming = false;

  @query('dialog') private dialog!: HTMLDialogElement;

  /** Opens a form and puts the focus there. */
  async open(form: Form): Promise<void> {
    this.form = form;
    this.chosen = undefined;
    this.tags = new Map();
    this.result = undefined;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('form select, form input, form .btn')?.focus();
  }

  showKeys(): void {
    if (!this.dialog.open) this.dialog.showModal();
  }

  async #close(form = this.form): Promise<void> {
    this.form = undefined;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`.open-${form}`)?.focus();
  }

  #onKeydown(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    void this.#close();
  }

  async #run(tasks: readonly Task[], undone = false): Promise<void> {
    if (this.running) return;
    this.result = undefined;
    this.running = { done: 0, of: tasks.length };
    const act = (type: CommandType, input: CommandInputs[CommandType]) => this.act(type, input);
    const { done, refused } = await run(tasks, act, (answered) => {
      this.running = { done: answered, of: tasks.length };
    });
    this.running = undefined;
    this.form = undefined;
    this.result = { done, refused, undone };
    const failed = new Set(refused.map(({ idea }) => idea.id));
    // What is done with is let go; what was refused can be tried again.
    this.triage?.only(({ id }) => failed.has(id));
    if (refused.length === 0) this.announce(this.#told(this.result));
    await this.updateComplete;
    const next =
      this.renderRoot.querySelector<HTMLElement>('.undo') ??
      this.renderRoot.querySelector<HTMLElement>('.end');
    next?.focus();
  }

  #told({ done, undone }: Result & { readonly undone: boolean }): string {
    const say = undone ? triageWords.undone : triageWords.changed;
    return done.length === 0 ? triageWords.nothing : say(done.length, this.#number(done.length));
  }

  #number(count: number): string {
    return number(count, this.language);
  }

  #may(type: CommandType): boolean {
    const { viewer, supports } = this.#session.value ?? {};
    return Boolean(viewer?.may.includes(type) && supports?.commands.includes(type));
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    const { form, selected, chosen } = this;
    const data = new FormData(event.currentTarget as HTMLFormElement);
    switch (form) {
      case 'status':
        return void this.#run(
          toStatus(selected, String(data.get('status')), String(data.get('note')).trim()),
        );
      case 'tags': {
        const set = (on: boolean) => [...this.tags].filter(([, value]) => value === on).map(([tag]) => tag);
        return void this.#run(toTags(selected, set(true), set(false)));
      }
      case 'move':
        return chosen ? void this.#run(toBoard(selected, chosen)) : undefined;
      case 'merge':
        return chosen ? void this.#run(intoOne(selected, chosen)) : undefined;
      default:
    }
  }

  protected override renderWith(store: Store): TemplateResult {
    const { triage, board } = this;
    if (!triage || !board) return html``;
    return html`<div class="tools" part="base" role="group" aria-label=${triageWords.label}>
        ${this.selecting ? this.#renderSelecting(triage) : this.#renderIdle(triage, board, store)}
        ${this.form ? this.#renderForm(board) : nothing} ${this.#renderRunning()} ${this.#renderResult()}
      </div>
      ${this.#renderKeys(store)}`;
  }

  #renderIdle(triage: Triage, board: Board, store: Store): TemplateResult {
    return html`${this.#renderViews(triage, board, store)}
      <div class="row">
        <button class="btn start" type="button" @click=${() => void triage.select(true)}>
          ${triageWords.select}
        </button>
        <span class="grow"></span>
        <rally-ideas-export .store=${store} .board=${board} .query=${this.query}></rally-ideas-export>
        <button class="btn quiet keys" type="button" @click=${this.showKeys}>${triageWords.keys}</button>
      </div>`;
  }

  /** The views that this person has saved, and a way to save what is shown. */
  #renderViews(triage: Triage, { id }: Board, store: Store): TemplateResult | typeof nothing {
    const views = viewsOf(store, id);
    const say = filterWords;
    const isPlain = this.view === viewKey({ filter: noFilter, sort: triage.view.sort, search: '' });
    const isSaved = isPlain || views.some((view) => viewKey(view) === this.view);
    const forget = async (view: SavedView) => {
      keepViews(
        store,
        id,
        views.filter((other) => other !== view),
      );
      this.announce(say.forgotten(view.name));
      this.requestUpdate();
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>('.start')?.focus();
    };
    const save = (event: SubmitEvent) => {
      event.preventDefault();
      const name = String(new FormData(event.currentTarget as HTMLFormElement).get('name')).trim();
      if (!name) return;
      const isKept = keepViews(store, id, [
        ...views.filter((view) => view.name !== name),
        { ...triage.view, name },
      ]);
      this.naming = !isKept;
      this.announce(isKept ? say.saved(name) : say.notKept);
    };
    if (views.length === 0 && isSaved) return nothing;
    return html`<div class="row views" role="group" aria-label=${say.views}>
      ${views.map(
        (view) =>
          html`<span class="view"
            ><button
              type="button"
              aria-pressed=${viewKey(view) === this.view}
              @click=${() => triage.show(view)}
            >
              <bdi>${view.name}</bdi></button
            ><button type="button" aria-label=${say.forget(view.name)} @click=${() => void forget(view)}>
              ${moreIcons.close}
            </button></span
          >`,
      )}
      ${
        isSaved
          ? nothing
          : this.naming
            ? html`<form class="row" @submit=${save}>
                <input class="field name" name="name" dir="auto" maxlength="40" aria-label=${say.viewName} />
                <button class="btn">${say.save}</button>
                <button class="btn quiet" type="button" @click=${() => (this.naming = false)}>
                  ${commonWords.cancel}
                </button>
              </form>`
            : html`<button class="link small" type="button" @click=${() => void this.#name()}>
                ${say.saveView}
              </button>`
      }
    </div>`;
  }

  async #name(): Promise<void> {
    this.naming = true;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.name')?.focus();
  }

  #renderSelecting(triage: Triage): TemplateResult {
    const count = this.selected.length;
    const isNone = count === 0 || this.running !== undefined;
    const say = triageWords;
    const archived = count > 0 && this.selected.every((idea) => idea.archived);
    const tool = (label: string, onClick: () => void, off: boolean, name = '') =>
      html`<button
        class=${`btn ${name}`}
        type="button"
        aria-disabled=${off}
        @click=${() => (off ? undefined : onClick())}
      >
        ${label}
      </button>`;
    return html`<div class="row">
        <span class="count num" role="status">${say.selected(count, this.#number(count))}</span>
        <button class="link small" type="button" @click=${() => triage.selectAll()}>
          ${say.all(this.shown, this.#number(this.shown))}
        </button>
        ${
          count > 0
            ? html`<button class="link small" type="button" @click=${() => triage.only(() => false)}>
                ${say.none}
              </button>`
            : nothing
        }
        <span class="grow"></span>
        <button class="btn quiet keys" type="button" @click=${this.showKeys}>${say.keys}</button>
        <button class="btn end" type="button" @click=${() => this.#end(triage)}>${say.done}</button>
      </div>
      <div class="row">
        ${forms
          .filter((form) => this.#may(commandOf[form]))
          .map((form) =>
            tool(
              say[form],
              () => void this.open(form),
              isNone || archived || (form === 'merge' && count < 2),
              `open-${form}`,
            ),
          )}
        ${
          this.#may('idea.archive')
            ? tool(
                archived ? say.restore : say.archive,
                () => void this.#run(toArchive(this.selected, !archived)),
                isNone,
              )
            : nothing
        }
      </div>`;
  }

  async #end(triage: Triage): Promise<void> {
    this.form = undefined;
    this.result = undefined;
    await triage.select(false);
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.start')?.focus();
  }

  #renderForm(board: Board): TemplateResult {
    const { form, chosen } = this;
    const say = triageWords;
    const send = { status: say.setStatus, tags: say.setTags, move: say.moveAll, merge: say.mergeAll }[form!];
    const needsChoice =
      form === 'move' || form === 'merge' ? !chosen : form === 'tags' && this.tags.size === 0;
    return html`<form @submit=${this.#onSubmit} @keydown=${this.#onKeydown}>
      ${
        form === 'status'
          ? this.#renderStatus(board)
          : form === 'tags'
            ? this.#renderTags(board)
            : form === 'move'
              ? this.#renderMove(board)
              : this.#renderMerge()
      }
      <div class="row">
        <span class="grow"></span>
        <button class="btn" type="button" @click=${() => this.#close()}>${commonWords.cancel}</button>
        <button class="btn primary" aria-disabled=${Boolean(this.running) || needsChoice}>${send}</button>
      </div>
    </form>`;
  }

  #renderStatus({ pipeline }: Board): TemplateResult {
    const [first] = this.selected;
    return html`<label class="block">
        <span class="small soft">${triageWords.statusOf}</span>
        <select class="field" name="status">
          ${pipeline.map(
            ({ id, label }) => html`<option value=${id} ?selected=${id === first?.status}>${label}</option>`,
          )}
        </select>
      </label>
      <label class="block">
        <span class="small soft">${triageWords.note}</span>
        <textarea class="field" name="note" dir="auto"></textarea>
      </label>`;
  }

  #renderTags({ tags }: Board): TemplateResult {
    if (tags.length === 0) return html`<p class="small">${triageWords.noTags}</p>`;
    const having = (tag: string) => this.selected.filter((idea) => idea.tags.includes(tag)).length;
    return html`<fieldset aria-describedby="tags-hint">
        <legend class="small soft">${triageWords.tagsOf}</legend>
        <div class="boxes">
          ${tags.map(({ id, label }) => {
            const chosen = this.tags.get(id);
            const have = having(id);
            return html`<label class="box">
              <input
                type="checkbox"
                .checked=${chosen ?? have === this.selected.length}
                .indeterminate=${chosen === undefined && have > 0 && have < this.selected.length}
                @change=${(event: Event) => {
                  this.tags = new Map(this.tags).set(id, (event.currentTarget as HTMLInputElement).checked);
                }}
              />
              ${label}
            </label>`;
          })}
        </div>
      </fieldset>
      <p class="small soft" id="tags-hint">${triageWords.tagsHint}</p>`;
  }

  #renderMove({ id: here }: Board): TemplateResult {
    const boards = this.#boards.value;
    const others = boards?.items.filter(({ id }) => id !== here) ?? [];
    return html`${boards?.error ? html`<p class="problem" role="alert">${boards.error.message}</p>` : nothing}
      ${boards?.status === 'ready' && others.length === 0 ? html`<p class="small">${triageWords.noBoards}</p>` : nothing}
      <label class="block">
        <span class="small soft">${triageWords.moveTo}</span>
        <select
          class="field"
          aria-describedby="move-hint"
          @change=${(event: Event) => (this.chosen = (event.currentTarget as HTMLSelectElement).value)}
        >
          <option value="" ?selected=${!this.chosen}>${triageWords.choose}</option>
          ${others.map(
            ({ id, title }) => html`<option value=${id} ?selected=${id === this.chosen}>${title}</option>`,
          )}
        </select>
      </label>
      <p class="small soft" id="move-hint">${triageWords.moveHint}</p>`;
  }

  #renderMerge(): TemplateResult {
    const ideas = [...this.selected].sort((a, b) => b.tally.score - a.tally.score);
    return html`<fieldset aria-describedby="merge-hint">
        <legend class="small soft">${triageWords.mergeInto}</legend>
        <div class="choices">
          ${ideas.map(
            ({ id, title, tally }) =>
              html`<label class="box">
                <input
                  type="radio"
                  name="into"
                  .checked=${id === this.chosen}
                  @change=${() => (this.chosen = id)}
                />
                <span
                  ><b dir="auto">${title}</b>
                  <span class="small soft"
                    >${commonWords.votes(tally.score, this.#number(tally.score))}</span
                  ></span
                >
              </label>`,
          )}
        </div>
      </fieldset>
      <p class="small soft" id="merge-hint">${triageWords.mergeHint}</p>`;
  }

  #renderRunning(): TemplateResult | typeof nothing {
    if (!this.running) return nothing;
    const { done, of } = this.running;
    const said = triageWords.running(this.#number(done), this.#number(of));
    return html`<div>
      <progress max=${of} .value=${done} aria-label=${said}></progress>
      <p class="small soft num">${said}</p>
    </div>`;
  }

  #renderResult(): TemplateResult | typeof nothing {
    const { result } = this;
    if (!result) return nothing;
    const { done, refused, undone } = result;
    return html`${refused.length > 0 ? this.#renderRefused(refused) : nothing}
      <div class="row small">
        <span>${done.length > 0 || refused.length === 0 ? this.#told(result) : nothing}</span>
        ${
          done.length > 0 && !undone
            ? html`<button
                class="btn undo"
                type="button"
                @click=${() => void this.#run(reversed(done), true)}
              >
                ${triageWords.undo}
              </button>`
            : nothing
        }
      </div>`;
  }

  #renderRefused(refused: readonly Refusal[]): TemplateResult {
    return html`<div class="refused small" role="alert">
      <b>${triageWords.refused(refused.length, this.#number(refused.length))}</b>
      <ul>
        ${refused.map(({ idea, error }) => html`<li><bdi>${idea.title}</bdi>: <span class="problem">${error.message}</span></li>`)}
      </ul>
    </div>`;
  }

  #renderKeys(store: Store): TemplateResult {
    const say = triageWords;
    const told = { ...say, select: say.selectKey, status: say.statusKey, tags: say.tagsKey };
    return html`<dialog aria-labelledby="keys">
      <h3 id="keys">${say.keys}</h3>
      <dl>
        ${Object.entries(keys).map(
          ([key, what]) =>
            html`<dt><kbd>${key}</kbd></dt>
              <dd>${told[what]}</dd>`,
        )}
      </dl>
      <label class="box">
        <input
          type="checkbox"
          .checked=${usesKeys(store)}
          aria-describedby="keys-hint"
          @change=${(event: Event) => setKeys(store, (event.currentTarget as HTMLInputElement).checked)}
        />
        ${say.useKeys}
      </label>
      <p class="small soft" id="keys-hint">${say.keysHint}</p>
      <div class="row">
        <span class="grow"></span>
        <button class="btn" type="button" @click=${() => this.dialog.close()}>${commonWords.close}</button>
      </div>
    </dialog>`;
  }
}
