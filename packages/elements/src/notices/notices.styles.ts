import { css } from 'lit';

export const styles = css`
  /* At the end of what it is about, and in sight while that is. */
  :host {
    display: block;
    position: sticky;
    inset-block-end: 0;
    z-index: 1;
  }
  .banner {
    display: flex;
    gap: 0.3em 1em;
    flex-wrap: wrap;
    padding: 0.7em 1.2em;
    border-block-start: 1px solid var(--_line);
    background: color-mix(in oklab, var(--_warn) 9%, var(--_surface));
    font-size: 0.87em;
  }
  .banner.calm {
    background: var(--_surface-sunk);
  }
  /* Over the end of a list rather than after it: what is round the board stays where it is. */
  .banner.over {
    position: absolute;
    inset-block-end: 0.5em;
    inset-inline-end: 0.5em;
    padding: 0.4em 0.9em;
    border: 1px solid var(--_line);
    border-radius: var(--_radius-s);
    box-shadow: var(--_shadow);
    pointer-events: none;
  }
  .refused {
    display: grid;
    gap: 0.6em;
    max-block-size: 70vh;
    padding: 0.9em 1.2em;
    overflow: auto;
    border-block-start: 1px solid var(--_line);
    background: color-mix(in oklab, var(--_bad) 7%, var(--_surface));
    overflow-wrap: anywhere;
  }
  blockquote {
    max-block-size: 9em;
    margin: 0;
    padding-inline-start: 0.8em;
    overflow: auto;
    border-inline-start: 3px solid var(--_line-strong);
    white-space: pre-wrap;
  }
  @container (max-width: 520px) {
    .banner.over {
      inset-inline-start: 0.5em;
    }
  }
`;
