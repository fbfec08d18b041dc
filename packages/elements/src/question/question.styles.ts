import { css } from 'lit';

export const styles = css`
  .panel {
    overflow: clip;
  }
  .post {
    display: grid;
    grid-template-columns: 56px minmax(0, 1fr);
    gap: 1.07em;
    padding: 1.2em;
  }
  h3 {
    margin-block-start: 0.4em;
    font-size: 1.2em;
    letter-spacing: -0.01em;
  }
  h3 + * {
    margin-block-start: 0.35em;
  }
  .by {
    gap: 0.35em 0.6em;
  }
  .by + rally-post {
    margin-block-start: 0.45em;
  }
  h4 {
    padding: 0.75em 1.29em;
    border-block-start: 1px solid var(--_line);
    font-size: 0.93em;
  }
  .answer {
    grid-template-columns: 44px minmax(0, 1fr);
    gap: 0.95em;
    padding: 1.07em 1.2em;
    border-block-start: 1px solid var(--_line);
  }
  .answer rally-vote {
    inline-size: 44px;
  }
  .answer rally-vote::part(base) {
    block-size: 54px;
  }
  .answer:focus-visible {
    outline-offset: -2px;
  }
  .accepted {
    background: color-mix(in oklch, var(--_good) 7%, transparent);
  }
  /* On the surface rather than on the wash, where their text would be hard to read. */
  .accepted .badge.accent {
    background: color-mix(in oklab, var(--tone) 10%, var(--_surface));
  }
  .accepted .badge.good {
    gap: 0.3em;
  }
  .foot {
    padding: 1.07em 1.2em;
    border-block-start: 1px solid var(--_line);
  }
  section .state {
    border-block-start: 1px solid var(--_line);
  }
  .foot.more {
    text-align: center;
  }
  .foot.more .btn {
    min-inline-size: 12em;
    min-block-size: 44px;
  }
  .locked {
    display: flex;
    gap: 0.6em;
    align-items: center;
  }
  .skeletons {
    display: grid;
    gap: 0.7em;
  }
  .skeletons .skeleton:first-child {
    inline-size: 62%;
  }
  .skeletons .skeleton:last-child {
    inline-size: 88%;
  }
  @container (max-width: 520px) {
    .post {
      grid-template-columns: 48px minmax(0, 1fr);
      gap: 0.8em;
      padding: 0.95em;
    }
    .post rally-vote {
      inline-size: 48px;
    }
    .answer {
      grid-template-columns: 44px minmax(0, 1fr);
    }
    .answer rally-vote {
      inline-size: 44px;
    }
    h4,
    .foot {
      padding-inline: 0.95em;
    }
  }
  @media (forced-colors: active) {
    .accepted {
      border-inline-start: 4px solid Highlight;
    }
  }
`;
