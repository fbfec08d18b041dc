import { css } from 'lit';

export const styles = css`
  .panel {
    overflow: clip;
  }
  .poll {
    display: grid;
    gap: 0.7em;
    padding: 1.07em 1.2em;
  }
  fieldset {
    display: grid;
    gap: 0.6em;
    min-inline-size: 0;
  }
  legend {
    padding: 0;
    margin-block-end: 0.7em;
  }
  .text {
    margin-block-end: 0.2em;
    color: var(--_text-soft);
    white-space: pre-line;
  }
  .opt {
    position: relative;
    display: flex;
    gap: 0.7em;
    align-items: center;
    min-block-size: 44px;
    padding: 0.55em 0.8em;
    overflow: hidden;
    isolation: isolate;
    border: 1px solid var(--_line);
    border-radius: 10px;
    cursor: pointer;
    transition: border-color 0.12s;
  }
  .opt:hover {
    border-color: var(--_line-strong);
  }
  .opt.mine {
    border-color: var(--_accent-line);
  }
  .opt:has(:focus-visible) {
    outline: 2px solid var(--_focus);
    outline-offset: 2px;
  }
  .opt :focus-visible {
    outline: none;
  }
  .opt::before {
    content: '';
    position: absolute;
    z-index: -1;
    inset-block: 0;
    inset-inline-start: 0;
    inline-size: var(--share, 0%);
    background: var(--_accent-soft);
    transition: inline-size 0.14s;
  }
  .opt input {
    flex: none;
    inline-size: 17px;
    block-size: 17px;
    accent-color: var(--_accent);
    cursor: inherit;
  }
  /* Its room is there before the number is, so nothing moves when it comes. */
  .opt b {
    min-inline-size: 3.4ch;
    text-align: end;
  }
  .closed .opt {
    cursor: default;
  }
  .closed .opt:hover:not(.mine) {
    border-color: var(--_line);
  }
  .foot {
    min-block-size: 28px;
    margin-block: -0.2em -0.35em;
    gap: 0 0.3em;
  }
  .foot > :not(:last-child)::after {
    content: ' ·';
  }
  .foot .link {
    min-block-size: 28px;
    color: inherit;
    text-decoration: none;
  }
  .foot .link:hover {
    color: var(--_accent-text);
  }
  .foot .link u {
    text-underline-offset: 0.15em;
  }
  .opt.skeletons {
    cursor: default;
  }
  .skeleton {
    inline-size: 55%;
  }
  @media (forced-colors: active) {
    .opt::before {
      forced-color-adjust: none;
      background: Highlight;
      opacity: 0.35;
    }
    .opt.mine {
      border: 2px solid Highlight;
    }
  }
`;
