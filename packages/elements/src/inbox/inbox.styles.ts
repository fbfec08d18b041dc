import { css } from 'lit';

export const styles = css`
  :host {
    display: inline-block;
    container-type: normal;
  }
  .bell {
    position: relative;
    display: inline-grid;
    place-items: center;
    inline-size: 44px;
    block-size: 44px;
    padding: 0;
    border: 1px solid transparent;
    border-radius: var(--_radius-s);
    background: none;
    color: var(--_text-soft);
  }
  .bell:hover,
  .bell[aria-expanded='true'] {
    border-color: var(--_line);
    background: var(--_surface-lift);
    color: var(--_text);
  }
  .bell svg {
    inline-size: 20px;
    block-size: 20px;
  }
  .count {
    position: absolute;
    inset-block-start: 3px;
    inset-inline-start: 23px;
    min-inline-size: 18px;
    padding-inline: 4px;
    border: 2px solid var(--_surface);
    border-radius: 99px;
    background: var(--_accent);
    color: var(--_on-accent);
    font-size: 11px;
    font-weight: 650;
    font-variant-numeric: tabular-nums;
    line-height: 15px;
    text-align: center;
    white-space: nowrap;
  }
  .box {
    position: fixed;
    inset: auto;
    inline-size: 24rem;
    max-inline-size: calc(100vw - 16px);
    max-block-size: min(75vh, 36rem);
    margin: 0;
    padding: 0;
    overflow: auto;
    overscroll-behavior: contain;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface-lift);
    box-shadow: var(--_shadow);
    color: inherit;
    font-size: 0.93rem;
  }
  .head {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
    display: flex;
    flex-wrap: wrap;
    gap: 0.3em 0.8em;
    align-items: center;
    min-block-size: 52px;
    padding: 0.5em 1em;
    border-block-end: 1px solid var(--_line);
    background: inherit;
  }
  .note {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 0.15em 0.6em;
    padding: 0.8em 1em;
  }
  .note + .note {
    border-block-start: 1px solid var(--_line);
  }
  .note.unread {
    background: var(--_accent-soft);
  }
  .note a {
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    color: inherit;
    font-weight: 600;
    text-decoration: none;
  }
  .note a:focus-visible {
    overflow: visible;
  }
  .note a:hover {
    text-decoration: underline;
  }
  .note > :not(.mark) {
    grid-column: 1;
  }
  .said {
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
  }
  .mark {
    grid-area: 1 / 2 / span 2;
    display: inline-grid;
    place-items: center;
    inline-size: 32px;
    block-size: 32px;
    padding: 0;
    border: 0;
    border-radius: var(--_radius-s);
    background: none;
    color: var(--_accent-text);
  }
  .mark:hover {
    background: var(--_surface);
  }
  .foot {
    padding: 0.6em 1em;
    border-block-start: 1px solid var(--_line);
  }
  @media (forced-colors: active) {
    .note.unread {
      border-inline-start: 3px solid Highlight;
    }
  }
`;
