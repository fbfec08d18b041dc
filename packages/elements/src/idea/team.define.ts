import { define } from '../base/define.js';
import { RallyIdeaTeam } from './team.js';

define('rally-idea-team', RallyIdeaTeam);

declare global {
  interface HTMLElementTagNameMap {
    'rally-idea-team': RallyIdeaTeam;
  }
}
