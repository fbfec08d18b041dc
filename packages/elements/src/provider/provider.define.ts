import { define } from '../base/define.js';
import { RallyProvider } from './provider.js';

define('rally-provider', RallyProvider);

declare global {
  interface HTMLElementTagNameMap {
    'rally-provider': RallyProvider;
  }
}
