import { define } from '../base/define.js';
import { RallyMarkdown } from './markdown.js';

define('rally-markdown', RallyMarkdown);

declare global {
  interface HTMLElementTagNameMap {
    'rally-markdown': RallyMarkdown;
  }
}
