import { css } from 'lit';

/** In the board: the boxes beside the titles. */
export const pickStyles = css`
  h3:has(.pick) {
    display: flex;
    align-items: flex-start;
  }
  /* Above the title's own area, which is the whole row. */
  .pick {
    position: relative;
    z-index: 1;
    display: inline-grid;
    place-items: center;
    flex: none;
    inline-size: 28px;
    block-size: 28px;
    margin-block: -2px;
    margin-inline: -5px 0.25em;
    cursor: pointer;
  }
  .pick input {
    inline-size: 18px;
    block-size: 18px;
    accent-color: var(--_accent);
    cursor: pointer;
  }
  .post:has(.pick input:checked) {
    background: var(--_accent-soft);
  }
  rally-triage {
    position: sticky;
    inset-block-start: 0;
    z-index: 2;
  }
`;

/** In the tools themselves. */
export const styles = css`
  .tools {
    display: grid;
    gap: 0.7em;
    padding: 0.55em 1.05em;
    border-block-end: 1px solid var(--_line);
    background: var(--_surface-sunk);
  }
  .row {
    gap: 0.4em 0.55em;
  }
  .row .btn {
    min-block-size: 34px;
    padding-block: 0.2em;
  }
  .view {
    display: inline-flex;
    border: 1px solid var(--_line);
    border-radius: 99px;
    background: var(--_surface-lift);
  }
  .view:has([aria-pressed='true']) {
    border-color: var(--_accent-line);
    background: var(--_accent-soft);
  }
  .view button {
    display: inline-flex;
    align-items: center;
    min-block-size: 30px;
    padding-block: 0.15em;
    padding-inline: 0.8em 0.3em;
    border: 0;
    border-radius: 99px;
    background: none;
    font-size: 0.87em;
  }
  .view button + button {
    padding-inline: 0.3em 0.7em;
    color: var(--_text-soft);
  }
  .name {
    inline-size: 12em;
    min-block-size: 34px;
    padding-block: 0.2em;
  }
  .count {
    margin-inline-end: 0.4em;
    font-weight: 600;
  }
  form,
  label.block {
    display: grid;
    gap: 0.7em;
  }
  label.block {
    gap: 0.25em;
  }
  textarea {
    display: block;
    min-block-size: 4em;
    resize: vertical;
    field-sizing: content;
  }
  .boxes {
    display: flex;
    flex-wrap: wrap;
    gap: 0.1em 1.2em;
  }
  .box {
    display: flex;
    gap: 0.5em;
    align-items: center;
    min-block-size: 34px;
    cursor: pointer;
  }
  .box input {
    flex: none;
    inline-size: 17px;
    block-size: 17px;
    accent-color: var(--_accent);
  }
  .choices {
    display: grid;
    max-block-size: 16em;
    padding-inline: 4px;
    overflow: auto;
  }
  progress {
    inline-size: 100%;
    block-size: 6px;
    accent-color: var(--_accent);
  }
  .refused {
    display: grid;
    gap: 0.3em;
  }
  .refused li {
    overflow-wrap: anywhere;
  }
  dialog {
    inline-size: min(26rem, calc(100vw - 24px));
    padding: 1.2em;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface-lift);
    box-shadow: var(--_shadow);
    color: inherit;
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 0.4);
  }
  dl {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 0.45em 1em;
    margin-block: 0.9em;
    align-items: baseline;
  }
  dialog .row {
    margin-block-start: 0.8em;
  }
  kbd {
    display: inline-block;
    min-inline-size: 1.8em;
    padding: 0.1em 0.45em;
    border: 1px solid var(--_line-strong);
    border-radius: 6px;
    font: inherit;
    font-size: 0.87em;
    text-align: center;
  }
  @container (max-width: 520px) {
    .tools {
      padding-inline: 0.75em;
    }
    .row .btn {
      min-block-size: 44px;
    }
    /* Where there is little room there mostly is no keyboard either. */
    .row .keys {
      display: none;
    }
  }
`;
