import { define } from '../base/define.js';
import { RallyBoards } from './boards.js';

define('rally-boards', RallyBoards);

declare global {
  interface HTMLElementTagNameMap {
    'rally-boards': RallyBoards;
  }
}
