import { css } from 'lit';

export const styles = css`
  :host {
    display: inline-block;
    inline-size: 56px;
    vertical-align: top;
  }
  .vote {
    display: grid;
    justify-items: center;
    align-content: center;
    gap: 1px;
    inline-size: 100%;
    block-size: 60px;
    min-inline-size: 44px;
    min-block-size: 44px;
    padding: 0;
    border: 1px solid var(--_line);
    border-radius: 10px;
    background: var(--_surface-lift);
    font-weight: 650;
    line-height: 1.3;
    transition:
      border-color 0.12s,
      background 0.12s;
  }
  svg {
    inline-size: 14px;
    block-size: 14px;
  }
  .count {
    font-variant-numeric: tabular-nums;
    letter-spacing: -0.01em;
  }
  .vote:hover {
    border-color: var(--_accent);
  }
  .vote[aria-pressed='true'] {
    background: var(--_accent);
    border-color: transparent;
    color: var(--_on-accent);
  }
  .vote[aria-disabled='true'] {
    border-color: transparent;
    background: var(--_surface-sunk);
    color: var(--_text-soft);
    cursor: default;
  }
  .vote[aria-disabled='true'][aria-pressed='true'] {
    background: var(--_accent-soft);
    color: var(--_accent-text);
  }
  .both {
    display: grid;
    justify-items: center;
    border: 1px solid var(--_line);
    border-radius: 10px;
    background: var(--_surface-lift);
    font-weight: 650;
  }
  .both .vote {
    block-size: 44px;
    border-color: transparent;
    background: none;
  }
  .both .vote:hover:not([aria-disabled='true']) {
    color: var(--_accent-text);
  }
  .both .vote[aria-pressed='true'] {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  /* Where a list gives it less room, the number is smaller and still fits five characters. */
  @container (max-width: 48px) {
    .vote,
    .both {
      font-size: 0.87em;
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    .vote:active:not([aria-disabled='true']) {
      translate: 0 1px;
    }
  }
  @media (forced-colors: active) {
    .vote[aria-pressed='true'] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
    .vote[aria-disabled='true'] {
      color: GrayText;
    }
  }
`;
