import { define } from '../base/define.js';
import { RallyIdeaMove } from './move.js';

define('rally-idea-move', RallyIdeaMove);

declare global {
  interface HTMLElementTagNameMap {
    'rally-idea-move': RallyIdeaMove;
  }
}
