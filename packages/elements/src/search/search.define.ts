import { define } from '../base/define.js';
import { RallySearch } from './search.js';

define('rally-search', RallySearch);

declare global {
  interface HTMLElementTagNameMap {
    'rally-search': RallySearch;
  }
}
