import { define } from '../base/define.js';
import { RallyFresh } from './fresh.js';

define('rally-fresh', RallyFresh);

declare global {
  interface HTMLElementTagNameMap {
    'rally-fresh': RallyFresh;
  }
}
