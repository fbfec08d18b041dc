import { css } from 'lit';

export const styles = css`
  .text {
    white-space: pre-line;
  }
  .helped {
    margin-block-start: 0.45em;
  }
  .acts {
    margin-block-start: 0.35em;
  }
  .act.accept {
    color: var(--_good);
    font-weight: 600;
  }
  rally-comments {
    margin-block-start: 0.7em;
    padding-block-start: 0.9em;
    border-block-start: 1px solid var(--_line);
  }
`;
