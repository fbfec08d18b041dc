import { define } from '../base/define.js';
import { RallyIdeas } from './ideas.js';

define('rally-ideas', RallyIdeas);

declare global {
  interface HTMLElementTagNameMap {
    'rally-ideas': RallyIdeas;
  }
}
