import { svg, html, type TemplateResult } from 'lit';

/** A shape, hidden from screen readers, so words go beside it. */
export const icon = (shape: TemplateResult): TemplateResult =>
  html`<svg viewBox="0 0 16 16" aria-hidden="true">${shape}</svg>`;

/** Drawn in the text's colour at the text's size; hidden from screen readers, so words go beside them. */
export const icons = {
  up: icon(svg`<path d="M8 4.2 13.2 11H2.8z" fill="currentColor" stroke="none" />`),
  down: icon(svg`<path d="M8 11.8 2.8 5h10.4z" fill="currentColor" stroke="none" />`),
  talk: icon(svg`<path d="M2.5 3.5h11v7h-6L4.5 13v-2.5h-2z" />`),
  pin: icon(svg`<path d="M5.5 2.5h5l-.7 4.2 2.2 2.3H4l2.2-2.3zM8 9v4.5" />`),
  search: icon(svg`<circle cx="7" cy="7" r="4.2" /><path d="m10.2 10.2 3.3 3.3" />`),
  plus: icon(svg`<path d="M8 3v10M3 8h10" stroke-width="1.8" />`),
} as const;
