import { html, type TemplateResult } from 'lit';
import type { Board, Idea, Question } from '@rallykit/core';

/** The title of a post or board as the control that opens it; a link where it has an address. */
export function postTitle(
  { id, title }: Idea | Question | Board,
  address: string | false | undefined,
  open: (control: HTMLElement) => void,
): TemplateResult {
  const onClick = (event: MouseEvent) => {
    // A link opened in another tab or window is the browser's to follow.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(event.currentTarget as HTMLElement);
  };
  return address
    ? html`<a class="title" dir="auto" data-id=${id} href=${address} @click=${onClick}>${title}</a>`
    : html`<button class="title" dir="auto" data-id=${id} type="button" @click=${onClick}>${title}</button>`;
}
