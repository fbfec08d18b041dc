import { define } from '../base/define.js';
import { RallyIdeaFollow } from './follow.js';

define('rally-idea-follow', RallyIdeaFollow);

declare global {
  interface HTMLElementTagNameMap {
    'rally-idea-follow': RallyIdeaFollow;
  }
}
