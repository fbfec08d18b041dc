import { define } from '../base/define.js';
import { RallyIdeaStatus } from './status.js';

define('rally-idea-status', RallyIdeaStatus);

declare global {
  interface HTMLElementTagNameMap {
    'rally-idea-status': RallyIdeaStatus;
  }
}
