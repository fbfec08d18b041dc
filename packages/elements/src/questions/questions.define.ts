import { define } from '../base/define.js';
import { RallyQuestions } from './questions.js';

define('rally-questions', RallyQuestions);

declare global {
  interface HTMLElementTagNameMap {
    'rally-questions': RallyQuestions;
  }
}
