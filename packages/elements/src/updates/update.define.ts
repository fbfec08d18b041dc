import { define } from '../base/define.js';
import { RallyUpdate } from './update.js';

define('rally-update', RallyUpdate);

declare global {
  interface HTMLElementTagNameMap {
    'rally-update': RallyUpdate;
  }
}
