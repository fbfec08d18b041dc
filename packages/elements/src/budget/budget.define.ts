import { define } from '../base/define.js';
import { RallyBudget } from './budget.js';

define('rally-budget', RallyBudget);

declare global {
  interface HTMLElementTagNameMap {
    'rally-budget': RallyBudget;
  }
}
