import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { refKey, type Idea, type Question } from '@rallykit/core';
import type { Store } from '@rallykit/store';
import { number } from '../base/format.js';
import { Watch } from '../base/watch.js';
import { commonWords } from '../base/words.js';
import { composerWords } from './composer.words.js';
import '../vote/vote.define.js';

const pauseMs = 350;
/** A word or two say too little to compare. */
const leastLength = 8;
/** What a text is about shows in its beginning. */
const longest = 600;

interface Host extends ReactiveControllerHost, EventTarget {
  readonly isConnected: boolean;
  readonly rally: Store | undefined;
  readonly kind: string;
  readonly board: string | undefined;
}

/** Looks for posts alike to what is being typed, after each pause, and shows them with their votes. */
export class Similar implements ReactiveController {
  readonly #host: Host;
  readonly #found: (count: number) => void;
  readonly #session: Watch<Store['session']>;
  readonly #list;
  #text = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #items: readonly (Idea | Question)[] = [];
  readonly #opened = new Set<string>();

  /** `found` is told how many there are, when that changes. */
  constructor(host: Host, found: (count: number) => void) {
    this.#host = host;
    this.#found = found;
    this.#session = new Watch(host, (store) => store.session);
    this.#list = new Watch(host, (store) => {
      const { kind, board } = host;
      if (!this.#text || !board || (kind !== 'idea' && kind !== 'question')) return undefined;
      if (!this.#session.value?.supports.similar) return undefined;
      return store.list({ kind, board, similar: this.#text });
    });
    host.addController(this);
  }

  /** Takes what is typed now. */
  look(text: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const wanted = text.trim().slice(0, longest);
      this.#text = wanted.length < leastLength ? '' : wanted;
      this.#host.requestUpdate();
    }, pauseMs);
  }

  hostUpdate(): void {
    const list = this.#list.value;
    const before = this.#items.length;
    // While others are looked for, the ones before stay.
    if (!this.#text) this.#items = [];
    else if (list?.status === 'ready') this.#items = list.items;
    if (this.#items.length > 0 && this.#items.length !== before) this.#found(this.#items.length);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  render(store: Store, language: string): TemplateResult | typeof nothing {
    if (this.#items.length === 0) return nothing;
    return html`<section class="similar" part="similar" aria-label=${composerWords.similar}>
      <p class="small soft">${composerWords.similar}</p>
      <ul>
        ${repeat(
          this.#items,
          ({ id }) => id,
          (post) => this.#renderItem(post, store, language),
        )}
      </ul>
    </section>`;
  }

  #renderItem(post: Idea | Question, store: Store, language: string): TemplateResult {
    const board = store.peek({ kind: 'board', id: post.board });
    const status = board?.pipeline.find(({ id }) => id === post.status);
    const answers =
      post.kind === 'question' ? commonWords.answers(post.answers, number(post.answers, language)) : '';
    return html`<li>
      <rally-vote .store=${store} .subject=${post}></rally-vote>
      <details @toggle=${(event: ToggleEvent) => this.#onToggle(event, post)}>
        <summary>
          <b dir="auto">${post.title}</b>
          <span class="small soft">${[status?.label, answers].filter(Boolean).join(' · ')}</span>
        </summary>
        ${this.#opened.has(refKey(post)) ? this.#renderPost(post, store) : nothing}
      </details>
    </li>`;
  }

  #renderPost({ kind, id }: Idea | Question, store: Store): TemplateResult {
    return kind === 'idea'
      ? html`<rally-idea .store=${store} idea=${id}></rally-idea>`
      : html`<rally-question .store=${store} question=${id}></rally-question>`;
  }

  async #onToggle(event: ToggleEvent, post: Idea | Question): Promise<void> {
    if (event.newState !== 'open') return;
    const details = event.currentTarget as HTMLDetailsElement;
    try {
      await (post.kind === 'idea'
        ? import('../idea/idea.define.js')
        : import('../question/question.define.js'));
      this.#opened.add(refKey(post));
      this.#host.requestUpdate();
    } catch {
      // The next press tries again.
      details.open = false;
    }
  }
}
