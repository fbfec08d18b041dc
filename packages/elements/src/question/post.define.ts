import { define } from '../base/define.js';
import { RallyPost } from './post.js';

define('rally-post', RallyPost);

declare global {
  interface HTMLElementTagNameMap {
    'rally-post': RallyPost;
  }
}
