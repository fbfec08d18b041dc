import { define } from '../base/define.js';
import { RallyInbox } from './inbox.js';

define('rally-inbox', RallyInbox);

declare global {
  interface HTMLElementTagNameMap {
    'rally-inbox': RallyInbox;
  }
}
