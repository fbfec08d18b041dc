import { css } from 'lit';

/** What can be done with a post: a quiet row of words under it. */
export const acts = css`
  .acts {
    display: flex;
    flex-wrap: wrap;
    gap: 0 1em;
    align-items: center;
  }
  .act {
    display: inline-flex;
    align-items: center;
    gap: 0.35em;
    min-block-size: 28px;
    padding: 0;
    border: 0;
    background: none;
    color: var(--_text-soft);
    font-size: 0.87em;
    font-weight: 500;
  }
  .act:hover {
    color: var(--_text);
    text-decoration: underline;
  }
  .act.sure {
    color: var(--_bad);
  }
`;
