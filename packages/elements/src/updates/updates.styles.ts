import { css } from 'lit';

export const styles = css`
  .panel {
    overflow: clip;
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em 1em;
    align-items: center;
    padding: 0.75em 1.2em;
    border-block-end: 1px solid var(--_line);
  }
  .feed {
    display: inline-flex;
    align-items: center;
    min-block-size: 28px;
    color: var(--_text-soft);
    font-size: 0.87em;
  }
  .news > li + li {
    border-block-start: 1px solid var(--_line);
  }
  .editor {
    padding: 1.2em;
    border-block-end: 1px solid var(--_line);
    background: var(--_surface-sunk);
  }
  .waits {
    display: grid;
    gap: 0.75em;
    padding: 1.2em;
  }
  .waits .skeleton {
    inline-size: 90%;
  }
  .waits .skeleton:first-child {
    inline-size: 8em;
  }
  .waits .skeleton:nth-child(2) {
    block-size: 1.4em;
    inline-size: 60%;
  }
  .foot {
    display: grid;
    gap: 0.6em;
    justify-items: center;
    padding: 0.9em;
    border-block-start: 1px solid var(--_line);
  }
  @container (max-width: 520px) {
    .bar,
    .editor,
    .waits {
      padding-inline: 0.95em;
    }
  }
`;
