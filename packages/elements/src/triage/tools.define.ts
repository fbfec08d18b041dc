import { define } from '../base/define.js';
import { RallyTriage } from './tools.js';

define('rally-triage', RallyTriage);

declare global {
  interface HTMLElementTagNameMap {
    'rally-triage': RallyTriage;
  }
}
