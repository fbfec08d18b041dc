import { css } from 'lit';

/** The title that opens a post of a list, and a post in the place of its list, with the way back. */
export const posts = css`
  .about {
    position: relative;
  }
  .title {
    display: block;
    inline-size: 100%;
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    letter-spacing: inherit;
    text-align: left;
    text-decoration: none;
    text-wrap: inherit;
    border-radius: 4px;
  }
  /* All of the text opens the idea, not just its title. */
  .title::after {
    content: '';
    position: absolute;
    inset: 0;
  }
  .about:hover .title {
    text-decoration: underline;
    text-decoration-thickness: 1px;
    text-underline-offset: 0.18em;
  }
  .about:dir(rtl) .title {
    text-align: right;
  }
  .back {
    padding: 0.55em 0.8em;
    border-block-end: 1px solid var(--_line);
  }
  rally-idea::part(base),
  rally-question::part(base) {
    border: 0;
    border-radius: 0;
  }
`;
