import { define } from '../base/define.js';
import { RallyIdeaShipped } from './shipped.js';

define('rally-idea-shipped', RallyIdeaShipped);

declare global {
  interface HTMLElementTagNameMap {
    'rally-idea-shipped': RallyIdeaShipped;
  }
}
