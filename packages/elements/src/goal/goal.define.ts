import { define } from '../base/define.js';
import { RallyGoal } from './goal.js';

define('rally-goal', RallyGoal);

declare global {
  interface HTMLElementTagNameMap {
    'rally-goal': RallyGoal;
  }
}
