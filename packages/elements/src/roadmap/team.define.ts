import { define } from '../base/define.js';
import { RallyRoadmapTeam } from './team.js';

define('rally-roadmap-team', RallyRoadmapTeam);

declare global {
  interface HTMLElementTagNameMap {
    'rally-roadmap-team': RallyRoadmapTeam;
  }
}
