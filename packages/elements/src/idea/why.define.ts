import { define } from '../base/define.js';
import { RallyIdeaWhy } from './why.js';

define('rally-idea-why', RallyIdeaWhy);

declare global {
  interface HTMLElementTagNameMap {
    'rally-idea-why': RallyIdeaWhy;
  }
}
