import { define } from '../base/define.js';
import { RallyIdeaMerge } from './merge.js';

define('rally-idea-merge', RallyIdeaMerge);

declare global {
  interface HTMLElementTagNameMap {
    'rally-idea-merge': RallyIdeaMerge;
  }
}
