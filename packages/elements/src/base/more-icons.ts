import { svg } from 'lit';
import { icon } from './icons.js';

/** Icons that no list shows before somebody acts: see `icons`. */
export const moreIcons = {
  check: icon(svg`<path d="M3 8.5 6.5 12 13 4.5" stroke-width="2.2" />`),
  back: icon(svg`<path class="mirror" d="M10 3 5 8l5 5" stroke-width="1.8" />`),
  close: icon(svg`<path d="m4 4 8 8M12 4l-8 8" />`),
  archive: icon(svg`<path d="M2.5 3h11v3h-11zM3.5 6v7.5h9V6M6.5 8.8h3" />`),
  bell: icon(svg`<path d="M3.5 11.5h9l-1.2-2V7a3.3 3.3 0 0 0-6.6 0v2.5zM6.7 13.5a1.5 1.5 0 0 0 2.6 0" />`),
  lock: icon(
    svg`<rect x="3.5" y="7" width="9" height="6.5" rx="1.2" /><path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2" />`,
  ),
} as const;
