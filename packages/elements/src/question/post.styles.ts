import { css } from 'lit';

export const styles = css`
  .text {
    white-space: pre-line;
  }
  .helped {
    margin-block-start: 0.45em;
  }
  .acts {
    display: flex;
    flex-wrap: wrap;
    gap: 0 1em;
    align-items: center;
    margin-block-start: 0.35em;
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
  .act.accept {
    color: var(--_good);
    font-weight: 600;
  }
  .act.sure {
    color: var(--_bad);
  }
  rally-comments {
    margin-block-start: 0.7em;
    padding-block-start: 0.9em;
    border-block-start: 1px solid var(--_line);
  }
`;
