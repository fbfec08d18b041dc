import { html, nothing, type CSSResultGroup, type TemplateResult } from 'lit';
import { property } from '../base/decorators.js';
import { formerMember, type Idea, type Ref } from '@rallykit/core';
import type { Store } from '@rallykit/store';
import { number } from '../base/format.js';
import { byline } from '../base/parts.js';
import { RallyElement } from '../base/rally-element.js';
import { shared } from '../base/shared.styles.js';
import { Watch } from '../base/watch.js';
import { ideaWords } from './idea.words.js';
import { Together } from './together.js';

/** How many are named. */
const named = 12;

/**
 * @summary Who helped with an idea, by name: who wrote it or what was merged into it, and who said something. Used inside `<rally-idea>`.
 *
 * @csspart base - The line.
 */
export class RallyIdeaThanks extends RallyElement {
  static override styles: CSSResultGroup = shared;

  /** The list that the idea's comments are shown from, so that it is read once. */
  readonly #talk = new Watch(this, (store) => {
    const { id } = this.idea ?? {};
    return id === undefined
      ? undefined
      : store.list({ kind: 'comment', subject: { kind: 'idea', id }, sort: 'old', first: 50 });
  });
  readonly #together = new Together();
  /** What the line is made of, and may have to be read for it. */
  readonly #parts = new Watch(this, (store) =>
    this.#together.of(store, [
      ...this.#merged(store).map(({ ref }) => ref),
      ...this.#people(store).map((id): Ref => ({ kind: 'member', id })),
    ]),
  );

  @property({ attribute: false }) idea: Idea | undefined;

  /** The ideas that were merged into it, through every merge; those that are gone or not read yet have none. */
  #merged(store: Store): { ref: Ref<'idea'>; idea: Idea | undefined }[] {
    const found = new Map<string, { ref: Ref<'idea'>; idea: Idea | undefined }>();
    const add = (ids: readonly string[] = []): void => {
      for (const id of ids) {
        if (found.has(id)) continue;
        const ref: Ref<'idea'> = { kind: 'idea', id };
        const idea = store.peek(ref);
        found.set(id, { ref, idea });
        add(idea?.merged);
      }
    };
    add(this.idea?.merged);
    return [...found.values()];
  }

  /** Ids of who helped, each once. A former member has none. */
  #people(store: Store): string[] {
    const ideas = [this.idea, ...this.#merged(store).map(({ idea }) => idea)];
    const said = (this.#talk.value?.items ?? []).filter(({ pending }) => !pending);
    const people = new Set([...ideas, ...said].flatMap((post) => (post ? [post.author] : [])));
    people.delete(formerMember);
    return [...people];
  }

  protected override renderWith(store: Store): TemplateResult | typeof nothing {
    void this.#parts;
    const people = this.#people(store);
    if (people.length < 2) return nothing;
    const words = this.#talk.value?.more ? ideaWords.helpedMore : ideaWords.helped;
    const names = people.map((id) => {
      const member = store.peek({ kind: 'member', id });
      return byline(member && { name: member.name }, id);
    });
    const shown = names.slice(0, named);
    const rest = names.length - shown.length;
    if (rest > 0) shown.push(ideaWords.others(rest, number(rest, this.language)));
    const list = new Intl.ListFormat(this.language).formatToParts(shown);
    return html`<p class="small soft" dir="auto" part="base">
      ${words(people.length, number(people.length, this.language))}
      ${list.map(({ type, value }) => (type === 'element' ? html`<bdi>${value}</bdi>` : value))}
    </p>`;
  }
}
