import { define } from '../base/define.js';
import { RallyIdea } from './idea.js';

define('rally-idea', RallyIdea);

declare global {
  interface HTMLElementTagNameMap {
    'rally-idea': RallyIdea;
  }
}
