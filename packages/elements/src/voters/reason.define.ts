import { define } from '../base/define.js';
import { RallyVoteReason } from './reason.js';

define('rally-vote-reason', RallyVoteReason);

declare global {
  interface HTMLElementTagNameMap {
    'rally-vote-reason': RallyVoteReason;
  }
}
