import { css } from 'lit';

export const styles = css`
  h4 {
    margin-block-end: 0.8em;
  }
  .threads,
  .replies {
    display: grid;
    gap: 1.1em;
  }
  .replies {
    margin-block-start: 1.1em;
    padding-inline-start: 1.1em;
    border-inline-start: 2px solid var(--_line);
  }
  .comment {
    display: grid;
    grid-template-columns: 26px minmax(0, 1fr);
    gap: 0.2em 0.75em;
  }
  .text {
    white-space: pre-line;
  }
  .acts {
    margin-block-start: 0.1em;
  }
  .write {
    inline-size: 100%;
    margin-block-start: 1.1em;
    color: var(--_text-soft);
    text-align: start;
    cursor: text;
  }
  .threads + rally-composer,
  .none + rally-composer,
  .replies + rally-composer,
  .comment rally-composer,
  .more {
    margin-block-start: 1.1em;
  }
`;
