import { excerpt, type Idea, type Question } from '@rallykit/core';
import { html, nothing, type TemplateResult } from 'lit';
import { badge, time } from '../base/parts.js';
import type { RowContext } from './board.js';

/** The row of a post: its vote, title and beginning; then its status, topics, `facts`, author and age; then `after`. */
export function renderRow(
  post: Idea | Question,
  { store, board, language, title }: RowContext,
  facts: TemplateResult,
  after: unknown = nothing,
): TemplateResult {
  const status = board?.pipeline.find(({ id }) => id === post.status);
  const author = store.peek({ kind: 'member', id: post.author });
  const tags = board?.tags.filter(({ id }) => post.tags.includes(id)) ?? [];
  const text = excerpt(post.body);
  return html`<rally-vote .store=${store} .subject=${post}></rally-vote>
    <div class="about">
      <h3>${title}</h3>
      ${text ? html`<p dir="auto">${text}</p>` : nothing}
      <div class="meta">
        ${status ? badge(status) : nothing} ${tags.map(({ label }) => html`<span>${label}</span>`)} ${facts}
        <span>${author ? html`<bdi>${author.name}</bdi> · ` : nothing}${time(post.createdAt, language)}</span>
      </div>
      ${after}
    </div>`;
}
