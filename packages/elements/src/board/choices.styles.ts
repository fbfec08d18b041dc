import { css } from 'lit';

export const styles = css`
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4em;
    align-items: center;
    padding: 0.6em 1.05em;
    border-block-end: 1px solid var(--_line);
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 0.4em;
    min-block-size: 28px;
    padding: 0.15em 0.7em;
    border: 1px solid var(--_accent-line);
    border-radius: 99px;
    background: var(--_accent-soft);
    font-size: 0.87em;
  }
  .chip:hover {
    border-color: var(--_accent);
  }
  .filters {
    visibility: visible;
    position: fixed;
    inset: auto;
    inline-size: 17rem;
    max-inline-size: calc(100vw - 16px);
    max-block-size: min(70vh, 32rem);
    margin: 0;
    padding: 0.9em 1em;
    overflow: auto;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface-lift);
    box-shadow: var(--_shadow);
    color: inherit;
  }
  .filters legend {
    padding: 0;
    margin-block-end: 0.2em;
    font-size: 0.87em;
    font-weight: 600;
    color: var(--_text-soft);
  }
  .filters fieldset + fieldset {
    margin-block-start: 0.9em;
  }
  .filters label {
    display: flex;
    gap: 0.65em;
    align-items: center;
    min-block-size: 34px;
    cursor: pointer;
  }
  .filters .field {
    flex: none;
    inline-size: 9em;
    min-block-size: 34px;
    padding-block: 0.2em;
  }
  .filters input:not(.field) {
    flex: none;
    inline-size: 17px;
    block-size: 17px;
    accent-color: var(--_accent);
  }
`;
