import { define } from '../base/define.js';
import { RallyVote } from './vote.js';

define('rally-vote', RallyVote);

declare global {
  interface HTMLElementTagNameMap {
    'rally-vote': RallyVote;
  }
}
