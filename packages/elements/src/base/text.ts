import { html, type TemplateResult } from 'lit';

/** A body: plain until the markdown element is loaded, in the same place. Whoever shows one calls `loadMarkdown`. */
export const markdown = (text: string): TemplateResult =>
  html`<rally-markdown class="text" dir="auto" .text=${text}>${text}</rally-markdown>`;

/** Loads what shows markdown; without it, and until then, bodies are plain text. */
export const loadMarkdown = (): void => {
  import('../markdown/markdown.define.js').catch(() => {});
};
