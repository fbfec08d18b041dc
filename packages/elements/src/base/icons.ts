import { svg, html, type TemplateResult } from 'lit';

const icon = (shape: TemplateResult): TemplateResult =>
  html`<svg viewBox="0 0 16 16" aria-hidden="true">${shape}</svg>`;

/** Drawn in the text's colour at the text's size; hidden from screen readers, so words go beside them. */
export const icons = {
  up: icon(svg`<path d="M8 4.2 13.2 11H2.8z" fill="currentColor" stroke="none" />`),
  down: icon(svg`<path d="M8 11.8 2.8 5h10.4z" fill="currentColor" stroke="none" />`),
  check: icon(svg`<path d="M3 8.5 6.5 12 13 4.5" stroke-width="2.2" />`),
  talk: icon(svg`<path d="M2.5 3.5h11v7h-6L4.5 13v-2.5h-2z" />`),
  back: icon(svg`<path class="mirror" d="M10 3 5 8l5 5" stroke-width="1.8" />`),
  close: icon(svg`<path d="m4 4 8 8M12 4l-8 8" />`),
  search: icon(svg`<circle cx="7" cy="7" r="4.2" /><path d="m10.2 10.2 3.3 3.3" />`),
  plus: icon(svg`<path d="M8 3v10M3 8h10" stroke-width="1.8" />`),
  lock: icon(
    svg`<rect x="3.5" y="7" width="9" height="6.5" rx="1.2" /><path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2" />`,
  ),
} as const;
