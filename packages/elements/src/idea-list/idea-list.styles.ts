import { css } from 'lit';

export const styles = css`
  .panel {
    overflow: clip;
  }
  h2 {
    padding: 0.85em 1.05em 0.5em;
    font-size: 1em;
  }
  /* One line for the title and one for the status, whatever is in them: what loads keeps its height. */
  .item {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 0 1em;
    align-items: center;
    block-size: 3.7em;
    padding-inline: 1.05em;
    border-block-start: 1px solid var(--_line);
  }
  .item:first-child {
    border-block-start-color: transparent;
  }
  .title {
    overflow: hidden;
    font-weight: 550;
    text-overflow: ellipsis;
    white-space: nowrap;
    line-height: 1.5;
  }
  .title:focus-visible {
    outline-offset: -2px;
  }
  .badge {
    padding: 0;
    background: none;
    line-height: 1.5;
  }
  .votes {
    display: inline-flex;
    gap: 0.25em;
    align-items: center;
    color: var(--_text-soft);
    font-weight: 600;
  }
  .votes svg {
    inline-size: 0.85em;
    block-size: 0.85em;
  }
  .item .skeleton {
    margin-block: 0.45em;
    inline-size: 90%;
  }
  .item .skeleton:last-child {
    inline-size: 35%;
  }
  .state {
    padding: 1.3em 1em;
  }
  @media (forced-colors: active) {
    .badge {
      border: 0;
    }
  }
`;
