import { define } from '../base/define.js';
import { RallyEditor } from './editor.js';

define('rally-editor', RallyEditor);

declare global {
  interface HTMLElementTagNameMap {
    'rally-editor': RallyEditor;
  }
}
