import { define } from '../base/define.js';
import { RallyComposer } from './composer.js';

define('rally-composer', RallyComposer);

declare global {
  interface HTMLElementTagNameMap {
    'rally-composer': RallyComposer;
  }
}
