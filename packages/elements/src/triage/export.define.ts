import { define } from '../base/define.js';
import { RallyIdeasExport } from './export.js';

define('rally-ideas-export', RallyIdeasExport);

declare global {
  interface HTMLElementTagNameMap {
    'rally-ideas-export': RallyIdeasExport;
  }
}
