import { define } from '../base/define.js';
import { RallyComments } from './comments.js';

define('rally-comments', RallyComments);

declare global {
  interface HTMLElementTagNameMap {
    'rally-comments': RallyComments;
  }
}
