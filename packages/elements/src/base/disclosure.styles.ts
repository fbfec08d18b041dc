import { css } from 'lit';

/** What opens a part that few look for. */
export const disclosure = css`
  summary {
    inline-size: fit-content;
    min-block-size: 44px;
    padding: 0.7em 0.2em;
    border-radius: var(--_radius-s);
    color: var(--_text-soft);
    font-size: 0.93em;
    font-weight: 550;
    cursor: pointer;
  }
`;
