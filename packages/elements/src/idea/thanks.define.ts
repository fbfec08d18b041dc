import { define } from '../base/define.js';
import { RallyIdeaThanks } from './thanks.js';

define('rally-idea-thanks', RallyIdeaThanks);

declare global {
  interface HTMLElementTagNameMap {
    'rally-idea-thanks': RallyIdeaThanks;
  }
}
