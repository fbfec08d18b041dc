import { css } from 'lit';

export const styles = css`
  article {
    display: grid;
    gap: 0.75em;
    padding: 1.2em;
  }
  .editor {
    padding: 1.2em;
  }
  .meta {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4em 0.8em;
    align-items: center;
    color: var(--_text-soft);
    font-size: 0.87em;
  }
  h3 {
    margin-block-start: -0.3em;
    font-size: 1.27em;
    letter-spacing: -0.01em;
  }
  h3 a {
    color: inherit;
    text-decoration: none;
  }
  h3 a:hover {
    text-decoration: underline;
    text-decoration-thickness: 1px;
    text-underline-offset: 0.18em;
  }
  .text {
    max-inline-size: 66ch;
    white-space: pre-line;
  }
  .ships {
    border: 1px solid var(--_line);
    border-radius: var(--_radius-s);
  }
  .ships li {
    display: grid;
    grid-template-columns: 48px minmax(0, 1fr);
    gap: 0.8em;
    align-items: center;
    padding: 0.6em 0.75em;
  }
  .ships li + li {
    border-block-start: 1px solid var(--_line);
  }
  .ships rally-vote {
    inline-size: 48px;
  }
  .ships .about {
    display: grid;
    gap: 0.3em;
    align-content: center;
    min-block-size: 44px;
  }
  .thanks {
    color: var(--_text-soft);
    font-size: 0.93em;
  }
  /* Where the page runs from the right, so do the edges, whatever the text is written in. */
  article:dir(rtl) :is(h3, .thanks) {
    text-align: right;
  }
  @container (max-width: 520px) {
    article,
    .editor {
      padding: 0.95em;
    }
  }
`;
