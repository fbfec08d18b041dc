import { define } from '../base/define.js';
import { RallyVoters } from './voters.js';

define('rally-voters', RallyVoters);

declare global {
  interface HTMLElementTagNameMap {
    'rally-voters': RallyVoters;
  }
}
