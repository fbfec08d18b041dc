import { define } from '../base/define.js';
import { RallyPoll } from './poll.js';

define('rally-poll', RallyPoll);

declare global {
  interface HTMLElementTagNameMap {
    'rally-poll': RallyPoll;
  }
}
