import { define } from '../base/define.js';
import { RallyQuestion } from './question.js';

define('rally-question', RallyQuestion);

declare global {
  interface HTMLElementTagNameMap {
    'rally-question': RallyQuestion;
  }
}
