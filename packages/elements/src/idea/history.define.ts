import { define } from '../base/define.js';
import { RallyIdeaHistory } from './history.js';

define('rally-idea-history', RallyIdeaHistory);

declare global {
  interface HTMLElementTagNameMap {
    'rally-idea-history': RallyIdeaHistory;
  }
}
