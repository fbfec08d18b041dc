import { define } from '../base/define.js';
import { RallyUpdateEditor } from './editor.js';

define('rally-update-editor', RallyUpdateEditor);

declare global {
  interface HTMLElementTagNameMap {
    'rally-update-editor': RallyUpdateEditor;
  }
}
