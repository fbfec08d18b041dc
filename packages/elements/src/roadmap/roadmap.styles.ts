import { css } from 'lit';

export const styles = css`
  .panel {
    overflow: clip;
  }
  .bar {
    display: flex;
    gap: 0.6em;
    align-items: center;
    padding: 0.75em 1em 0;
    padding-inline-start: 1.2em;
  }
  .road {
    display: grid;
    grid-auto-columns: minmax(14em, 1fr);
    grid-auto-flow: column;
    gap: 0.4em;
    padding: 0.6em;
    overflow-x: auto;
  }
  .road:focus {
    outline: none;
  }
  .list .road {
    grid-auto-columns: auto;
    grid-auto-flow: row;
    gap: 1em;
    overflow-x: visible;
  }
  .head.skeleton {
    inline-size: 7em;
    block-size: 1.3em;
    border-radius: 99px;
    opacity: 0.5;
  }

  /* Where there is no room for columns, there is nothing to choose. */
  @container (max-width: 640px) {
    .seg {
      display: none;
    }
    .road {
      grid-auto-columns: auto;
      grid-auto-flow: row;
      gap: 1em;
      overflow-x: visible;
    }
  }
`;
