import { css } from 'lit';

export const styles = css`
  .idea {
    display: grid;
    grid-template-columns: 56px minmax(0, 1fr);
    gap: 0.9em 1.07em;
    padding: 1.2em;
  }
  h3 {
    font-size: 1.27em;
    letter-spacing: -0.01em;
  }
  .meta {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4em 0.9em;
    align-items: center;
    margin-block-start: 0.5em;
    color: var(--_text-soft);
    font-size: 0.87em;
  }
  .meta .row {
    gap: 0.5em;
  }
  .wide {
    grid-column: 2;
    min-inline-size: 0;
  }
  .text {
    white-space: pre-line;
  }
  .official {
    padding: 0.9em 1.05em;
    border-inline-start: 3px solid var(--_accent);
    border-start-end-radius: 10px;
    border-end-end-radius: 10px;
    background: var(--_accent-soft);
  }
  .official .text {
    margin-block-start: 0.4em;
  }
  .talk {
    padding: 1.2em;
    border-block-start: 1px solid var(--_line);
  }
  .idea .skeleton {
    margin-block: 0.55em;
    inline-size: 90%;
  }
  .idea .skeleton:first-child {
    block-size: 1.2em;
    inline-size: 62%;
  }
  .idea .skeleton.vote {
    margin: 0;
    inline-size: 56px;
    block-size: 60px;
    border-radius: 10px;
    opacity: 0.5;
  }
  @container (max-width: 520px) {
    .idea {
      grid-template-columns: 48px minmax(0, 1fr);
      gap: 0.9em 0.8em;
      padding: 0.95em;
    }
    .idea rally-vote,
    .idea .skeleton.vote {
      inline-size: 48px;
    }
    .wide {
      grid-column: 1 / -1;
    }
    .talk {
      padding: 0.95em;
    }
  }
`;
