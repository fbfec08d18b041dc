import { html, nothing, type TemplateResult } from 'lit';
import { excerpt, type Idea, type OfficialResponse } from '@rallykit/core';
import type { Store } from '@rallykit/store';
import { number } from '../base/format.js';
import { icons } from '../base/icons.js';
import { avatar, badge, byline, time } from '../base/parts.js';
import { commonWords } from '../base/words.js';
import type { RowContext } from '../board/board.js';
import { renderRow } from '../board/row.js';

/** The row of an idea. */
export function renderIdea(idea: Idea, context: RowContext): TemplateResult {
  const { store, language } = context;
  const comments = number(idea.comments, language);
  const pinned = idea.pinned && html`<span class="row">${icons.pin}${commonWords.pinned}</span>`;
  const facts = html`${pinned}<span class="row num">
      ${icons.talk}<span aria-hidden="true">${comments}</span>
      <span class="sr">${commonWords.comments(idea.comments, comments)}</span>
    </span>`;
  return renderRow(
    idea,
    context,
    facts,
    idea.response ? renderResponse(idea.response, store, language) : nothing,
  );
}

function renderResponse(response: OfficialResponse, store: Store, language: string): TemplateResult {
  const member = store.peek({ kind: 'member', id: response.author });
  return html`<div class="official">
    <div class="row small">
      ${avatar(member)}<b><bdi>${byline(member, response.author)}</bdi></b>
      ${badge({ label: commonWords.team, tone: 'accent' }, true)}
      <span class="soft">${time(response.at, language)}</span>
    </div>
    <p dir="auto">${excerpt(response.body)}</p>
  </div>`;
}
