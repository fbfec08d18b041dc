import { css } from 'lit';

export const styles = css`
  /* Whoever shows a text keeps its line breaks until this element is there. */
  :host {
    white-space: normal !important;
  }
  :host > * + *,
  * + p,
  * + ul,
  * + ol {
    margin-block-start: 0.6em;
  }
  .plain {
    white-space: pre-line;
  }
  h2,
  h3,
  h4,
  h5,
  h6 {
    margin: 1em 0 0;
    font-size: 1em;
    font-weight: 650;
    line-height: 1.35;
  }
  :first-child {
    margin-block-start: 0;
  }
  ul,
  ol {
    padding-inline-start: 1.5em;
  }
  ul {
    list-style: disc;
  }
  ol {
    list-style: decimal;
  }
  li + li {
    margin-block-start: 0.2em;
  }
  li:has(> input, > p > input) {
    list-style: none;
  }
  input {
    inline-size: 1em;
    block-size: 1em;
    margin-inline: -1.5em 0.5em;
    vertical-align: -0.1em;
    accent-color: var(--_accent);
  }
  blockquote {
    margin-inline: 0;
    margin-block-end: 0;
    padding-inline-start: 0.9em;
    border-inline-start: 3px solid var(--_line);
    color: var(--_text-soft);
  }
  code,
  pre {
    border-radius: 5px;
    background: var(--_surface-sunk);
    font-family: ui-monospace, 'SF Mono', Menlo, Consolas, monospace;
    font-size: 0.9em;
  }
  code {
    padding: 0.08em 0.35em;
  }
  pre {
    margin-block-end: 0;
    padding: 0.8em 1em;
    border-radius: var(--_radius-s);
    line-height: 1.5;
    white-space: pre-wrap;
    tab-size: 2;
    text-align: left;
  }
  pre code {
    padding: 0;
    background: none;
    font-size: inherit;
  }
  hr {
    margin-block-end: 0;
    border: 0;
    border-block-start: 1px solid var(--_line);
  }
  img {
    max-inline-size: 100%;
    max-block-size: 30em;
    border-radius: var(--_radius-s);
  }
  .table {
    overflow-x: auto;
  }
  table {
    border-collapse: collapse;
    font-size: 0.93em;
  }
  th,
  td {
    min-inline-size: 4em;
    padding: 0.35em 0.7em;
    border: 1px solid var(--_line);
    text-align: start;
    vertical-align: top;
  }
  th {
    background: var(--_surface-sunk);
    font-weight: 600;
  }
  .center {
    text-align: center;
  }
  .right {
    text-align: end;
  }
`;
