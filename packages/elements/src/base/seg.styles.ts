import { css } from 'lit';

/** A few choices side by side, one of which is pressed. */
export const seg = css`
  .seg {
    display: inline-flex;
    gap: 2px;
    padding: 3px;
    border-radius: var(--_radius-s);
    background: var(--_surface-sunk);
  }
  .seg button {
    min-block-size: 34px;
    padding: 0.2em 0.75em;
    border: 0;
    border-radius: 6px;
    background: none;
    color: var(--_text-soft);
    font-weight: 500;
    white-space: nowrap;
  }
  .seg button:hover {
    color: var(--_text);
  }
  .seg [aria-pressed='true'] {
    background: var(--_surface-lift);
    box-shadow: 0 1px 2px rgb(0 0 0 / 0.12);
    color: var(--_text);
  }
  @media (forced-colors: active) {
    .seg [aria-pressed='true'] {
      outline: 2px solid Highlight;
    }
  }
`;
