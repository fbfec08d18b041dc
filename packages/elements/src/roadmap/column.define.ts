import { define } from '../base/define.js';
import { RallyRoadmapColumn } from './column.js';

define('rally-roadmap-column', RallyRoadmapColumn);

declare global {
  interface HTMLElementTagNameMap {
    'rally-roadmap-column': RallyRoadmapColumn;
  }
}
