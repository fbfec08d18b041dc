import { html, nothing, type TemplateResult } from 'lit';
import { excerpt, type Idea, type Member } from '@rallykit/core';
import type { Store } from '@rallykit/store';
import { number } from '../base/format.js';
import { icons } from '../base/icons.js';
import { avatar, badge, byline, time } from '../base/parts.js';
import { words } from '../base/words.js';
import type { RowContext } from '../board/board.js';

/** The row of an idea. */
export function renderIdea(idea: Idea, { store, board, language, title }: RowContext): TemplateResult {
  const status = board?.pipeline.find(({ id }) => id === idea.status);
  const author = store.peek({ kind: 'member', id: idea.author });
  const tags = board?.tags.filter(({ id }) => idea.tags.includes(id)) ?? [];
  const text = excerpt(idea.body);
  return html`<rally-vote .store=${store} .subject=${idea}></rally-vote>
    <div class="about">
      <h3>${title}</h3>
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
