import { html, nothing, type TemplateResult } from 'lit';
import { excerpt, type Board, type Idea, type Member } from '@rallykit/core';
import type { Store } from '@rallykit/store';
import { number } from '../base/format.js';
import { icons } from '../base/icons.js';
import { avatar, badge, byline, time } from '../base/parts.js';
import { words } from '../base/words.js';

export interface ItemContext {
  readonly store: Store;
  readonly board: Board | undefined;
  readonly language: string;
  /** The address of an idea, where ideas have one. */
  readonly href: ((id: string) => string) | undefined;
  readonly onOpen: (event: Event, id: string) => void;
}

/** One idea in the list. A light template rather than an element: a list has many. */
export function renderItem(idea: Idea, context: ItemContext): TemplateResult {
  const { store, board, language } = context;
  const status = board?.pipeline.find(({ id }) => id === idea.status);
  const author = store.peek({ kind: 'member', id: idea.author });
  const tags = board?.tags.filter(({ id }) => idea.tags.includes(id)) ?? [];
  const text = excerpt(idea.body);
  return html`<rally-vote .store=${store} .subject=${idea}></rally-vote>
    <div class="about">
      <h3>${renderTitle(idea, context)}</h3>
      ${text ? html`<p dir="auto">${text}</p>` : nothing}
      <div class="meta">
        ${status ? badge(status) : nothing} ${tags.map(({ label }) => html`<span>${label}</span>`)}
        <span class="row num">
          ${icons.talk}<span aria-hidden="true">${number(idea.comments, language)}</span>
          <span class="sr">${words.common.comments(idea.comments, number(idea.comments, language))}</span>
        </span>
        <span>${author ? html`<bdi>${author.name}</bdi> · ` : nothing}${time(idea.createdAt, language)}</span>
      </div>
      ${idea.response ? renderResponse(idea.response, store, language) : nothing}
    </div>`;
}

function renderTitle({ id, title }: Idea, { href, onOpen }: ItemContext): TemplateResult {
  const open = (event: Event) => onOpen(event, id);
  return href
    ? html`<a class="title" dir="auto" data-id=${id} href=${href(id)} @click=${open}>${title}</a>`
    : html`<button class="title" dir="auto" data-id=${id} type="button" @click=${open}>${title}</button>`;
}

function renderResponse(
  response: NonNullable<Idea['response']>,
  store: Store,
  language: string,
): TemplateResult {
  const member: Member | undefined = store.peek({ kind: 'member', id: response.author });
  return html`<div class="official">
    <div class="row small">
      ${avatar(member)}<b><bdi>${byline(member)}</bdi></b>
      ${badge({ label: words.common.team, tone: 'accent' }, true)}
      <span class="soft">${time(response.at, language)}</span>
    </div>
    <p dir="auto">${excerpt(response.body)}</p>
  </div>`;
}

/** What stands in the list until it is there: as high as an idea. */
export const renderSkeletons = (count: number): TemplateResult[] =>
  Array.from(
    { length: count },
    () =>
      html`<li class="idea" aria-hidden="true">
        <span class="skeleton vote"></span>
        <div><span class="skeleton"></span><span class="skeleton"></span><span class="skeleton"></span></div>
      </li>`,
  );
