import { define } from '../base/define.js';
import { RallyIdeaList } from './idea-list.js';

define('rally-idea-list', RallyIdeaList);

declare global {
  interface HTMLElementTagNameMap {
    'rally-idea-list': RallyIdeaList;
  }
}
