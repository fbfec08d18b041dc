import { define } from '../base/define.js';
import { RallyNotices } from './notices.js';
import { hintAtWaiting } from './waiting.js';

define('rally-notices', RallyNotices);
hintAtWaiting();

declare global {
  interface HTMLElementTagNameMap {
    'rally-notices': RallyNotices;
  }
}
