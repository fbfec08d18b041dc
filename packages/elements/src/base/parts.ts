import { html, nothing, type TemplateResult } from 'lit';
import { formerMember, type Member, type RallyError, type Status } from '@rallykit/core';
import { dateTime, when } from './format.js';
import { commonWords } from './words.js';

/** The label of a status in its tone. */
export const badge = ({ label, tone }: Pick<Status, 'label' | 'tone'>, plain = false): TemplateResult =>
  html`<span class=${`badge ${tone}${plain ? ' plain' : ''}`} part="badge">${label}</span>`;

/** The first letters of the first and last word of a name. */
function initials(name: string): string {
  const parts = name.trim().split(/\s+/);
  const first = (word = '') => [...word][0] ?? '';
  return (first(parts[0]) + (parts.length > 1 ? first(parts.at(-1)) : '')).toUpperCase();
}

/** A hue that is always the same for one id. */
function hue(id: string): number {
  let hash = 7;
  for (const unit of id) hash = (hash * 31 + unit.codePointAt(0)!) % 360;
  return hash;
}

/** A member's picture, or initials in a colour of their own. Decorative: the name stands beside it. */
export function avatar(member: Pick<Member, 'id' | 'name' | 'avatar'> | undefined): TemplateResult {
  if (member?.avatar && /^https?:/.test(member.avatar)) {
    return html`<img
      class="avatar"
      src=${member.avatar}
      alt=""
      loading="lazy"
      referrerpolicy="no-referrer"
    />`;
  }
  // As a property: a page's policy may forbid style attributes.
  return html`<span class="avatar" aria-hidden="true" .style=${`--hue: ${hue(member?.id ?? '')}`}
    >${initials(member?.name ?? '?')}</span
  >`;
}

/** A name, with its title where there is one: “Priya, product lead”. `id` says whose, where nobody is known by it. */
export const byline = (member: Pick<Member, 'name' | 'title'> | undefined, id: string | undefined): string =>
  [member?.name ?? (id === formerMember ? commonWords.former : commonWords.someone), member?.title]
    .filter(Boolean)
    .join(', ');

/** A point in time, with the full date as its title. */
export const time = (at: number, lang: string): TemplateResult =>
  html`<time dir="auto" datetime=${new Date(at).toISOString()} title=${dateTime(at, lang)}
    >${when(at, lang)}</time
  >`;

/** What stands where a list or post will be. Decorative; `aria-busy` on the region says the rest. */
export const skeleton = (lines = 2): TemplateResult =>
  html`<div class="skeletons" aria-hidden="true">
    ${Array.from({ length: lines }, () => html`<span class="skeleton"></span>`)}
  </div>`;

/** Nothing is here, in a way that says what to do: a heading, a line, an action. */
export const emptyState = (
  title: string,
  detail: unknown = nothing,
  action: unknown = nothing,
): TemplateResult =>
  html`<div class="state" part="empty">
    <b>${title}</b>
    <p class="soft small">${detail}</p>
    ${action}
  </div>`;

/** What happened and what to do about it, with a way to try again where that can help. */
export function errorState(error: RallyError, retry: () => void): TemplateResult {
  const again = error.retry !== 'never' || error.code === 'not-found';
  return html`<div class="state" part="error" role="alert">
    <b>${commonWords.loadFailed}</b>
    <p class="soft small">${error.message}</p>
    ${again ? html`<button class="btn" type="button" @click=${retry}>${commonWords.retry}</button>` : nothing}
  </div>`;
}
