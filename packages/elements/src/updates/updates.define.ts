import { define } from '../base/define.js';
import { RallyUpdates } from './updates.js';

define('rally-updates', RallyUpdates);

declare global {
  interface HTMLElementTagNameMap {
    'rally-updates': RallyUpdates;
  }
}
