import { css } from 'lit';

export const styles = css`
  search {
    display: block;
    position: relative;
  }
  search svg {
    position: absolute;
    inset-block-start: 50%;
    inset-inline-start: 0.8em;
    translate: 0 -50%;
    color: var(--_text-soft);
    pointer-events: none;
  }
  .field {
    min-block-size: 44px;
    padding-inline-start: 2.3em;
    text-overflow: ellipsis;
  }
  .box {
    position: fixed;
    inset: auto;
    box-sizing: border-box;
    max-block-size: min(26em, 70vh);
    margin: 0;
    padding: 0.35em;
    overflow-y: auto;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface-lift);
    box-shadow: var(--_shadow);
    color: inherit;
  }
  .box.stale {
    opacity: 0.6;
  }
  .kind {
    display: flex;
    gap: 0.6em;
    padding: 0.5em 0.7em 0.25em;
    color: var(--_text-soft);
    font-size: 0.87em;
    font-weight: 600;
  }
  .kind .num {
    font-weight: 500;
  }
  .option {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.8em;
    align-items: center;
    min-block-size: 44px;
    padding: 0.35em 0.7em;
    border-radius: var(--_radius-s);
    cursor: pointer;
  }
  .option b {
    flex: 1 1 12em;
    min-inline-size: 0;
    font-weight: 550;
    text-align: left;
  }
  /* On the side where the page begins, whatever way the title itself reads. */
  .option:dir(rtl) b {
    text-align: right;
  }
  .option:hover {
    background: var(--_surface-sunk);
  }
  .option[aria-selected='true'] {
    background: var(--_accent-soft);
    outline: 2px solid var(--_focus);
    outline-offset: -2px;
  }
  .option.more {
    color: var(--_accent-text);
    font-size: 0.93em;
  }
  .facts {
    display: flex;
    gap: 0.8em;
    align-items: center;
    color: var(--_text-soft);
    font-size: 0.87em;
  }
  .skeletons {
    display: grid;
    gap: 1.2em;
    padding: 0.9em 0.7em;
  }
  .state {
    padding: 1.2em 0.9em;
  }
  .post {
    margin-block-start: 0.8em;
    overflow: clip;
  }
  @media (forced-colors: active) {
    .option[aria-selected='true'] {
      outline-color: Highlight;
    }
  }
`;
