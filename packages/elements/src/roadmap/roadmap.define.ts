import { define } from '../base/define.js';
import { RallyRoadmap } from './roadmap.js';

define('rally-roadmap', RallyRoadmap);

declare global {
  interface HTMLElementTagNameMap {
    'rally-roadmap': RallyRoadmap;
  }
}
