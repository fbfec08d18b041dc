import { css } from 'lit';

export const styles = css`
  form {
    display: grid;
    gap: 0.8em;
  }
  .entry {
    display: grid;
    gap: 0.3em;
  }
  .entry > .row {
    gap: 0 1em;
  }
  label,
  legend {
    padding: 0;
    font-size: 0.87em;
    font-weight: 600;
  }
  .left.over {
    color: var(--_bad);
  }
  textarea.field {
    display: block;
    min-block-size: 6em;
    max-block-size: 60vh;
    resize: vertical;
    field-sizing: content;
  }
  :host([kind='comment']) textarea.field {
    min-block-size: 4.2em;
  }
  [readonly] {
    color: var(--_text-soft);
  }
  .similar {
    border: 1px solid var(--_line);
    border-radius: 10px;
  }
  .similar > p {
    padding: 0.6em 0.85em;
  }
  .similar li {
    display: grid;
    grid-template-columns: 44px minmax(0, 1fr);
    gap: 0.8em;
    align-items: start;
    padding: 0.6em 0.85em;
    border-block-start: 1px solid var(--_line);
  }
  .similar rally-vote {
    inline-size: 44px;
    font-size: 0.87em;
  }
  .similar rally-vote::part(base) {
    block-size: 46px;
  }
  summary {
    display: grid;
    gap: 0 0.6em;
    align-content: center;
    min-block-size: 46px;
    list-style: none;
    cursor: pointer;
    border-radius: 4px;
  }
  summary::-webkit-details-marker {
    display: none;
  }
  summary b {
    font-weight: 600;
    text-wrap: balance;
  }
  summary:hover b {
    text-decoration: underline;
    text-decoration-thickness: 1px;
    text-underline-offset: 0.18em;
  }
  /* The whole width is its own, under the vote. */
  details > :not(summary) {
    margin-block: 0.5em 0.25em;
    margin-inline-start: calc(-44px - 0.8em);
    max-inline-size: none;
  }
  .tags {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4em;
    margin-block-start: 0.3em;
  }
  .tag {
    position: relative;
    display: inline-flex;
    align-items: center;
    min-block-size: 32px;
    padding: 0.1em 0.8em;
    border: 1px solid var(--_line);
    border-radius: 99px;
    font-weight: 500;
    cursor: pointer;
  }
  .tag:hover {
    border-color: var(--_line-strong);
  }
  .tag:has(:checked) {
    border-color: var(--_accent-line);
    background: var(--_accent-soft);
    color: var(--_accent-text);
  }
  .tag:has(:focus-visible) {
    outline: 2px solid var(--_focus);
    outline-offset: 2px;
  }
  .tag input {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    opacity: 0;
    cursor: pointer;
  }
  .note {
    padding: 0.6em 0.85em;
    border-radius: var(--_radius-s);
    background: color-mix(in oklch, var(--_warn) 9%, transparent);
    font-size: 0.87em;
  }
  .note.bad {
    background: color-mix(in oklch, var(--_bad) 9%, transparent);
  }
  .ends {
    gap: 0.5em 0.6em;
  }
  .ends .grow {
    flex-basis: 12em;
  }
  @container (max-width: 420px) {
    .ends .btn {
      flex: 1;
      min-block-size: 44px;
    }
    .ends .grow {
      flex-basis: 100%;
    }
  }
  @media (forced-colors: active) {
    .tag:has(:checked) {
      border: 2px solid Highlight;
    }
  }
`;
