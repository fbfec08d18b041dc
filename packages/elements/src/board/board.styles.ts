import { css } from 'lit';

export const styles = css`
  .panel {
    overflow: clip;
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    gap: 0.65em;
    align-items: center;
    padding: 0.9em 1.05em;
    border-block-end: 1px solid var(--_line);
  }
  .search {
    position: relative;
    flex: 1 1 13em;
  }
  .search svg {
    position: absolute;
    inset-block-start: 50%;
    inset-inline-start: 0.8em;
    translate: 0 -50%;
    color: var(--_text-soft);
    pointer-events: none;
  }
  .search input {
    padding-inline-start: 2.3em;
    text-overflow: ellipsis;
  }
  .compose {
    color: var(--_accent-text);
  }
  .seg {
    display: inline-flex;
    gap: 2px;
    padding: 3px;
    border-radius: var(--_radius-s);
    background: var(--_surface-sunk);
  }
  .seg button {
    min-block-size: 34px;
    padding: 0.2em 0.75em;
    border: 0;
    border-radius: 6px;
    background: none;
    color: var(--_text-soft);
    font-weight: 500;
    white-space: nowrap;
  }
  .seg button:hover {
    color: var(--_text);
  }
  .seg [aria-pressed='true'] {
    background: var(--_surface-lift);
    box-shadow: 0 1px 2px rgb(0 0 0 / 0.12);
    color: var(--_text);
  }
  .composer {
    padding: 1em 1.2em;
    border-block-end: 1px solid var(--_line);
  }

  .posts.stale {
    opacity: 0.6;
  }
  .post {
    display: grid;
    grid-template-columns: 56px minmax(0, 1fr);
    gap: 1.07em;
    padding: 1.07em 1.2em;
  }
  /* Long lists: what is far from the window costs nothing. */
  .post:nth-child(n + 41) {
    content-visibility: auto;
    contain-intrinsic-size: auto 8.5em;
  }
  .post + .post {
    border-block-start: 1px solid var(--_line);
  }
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
  .about > p {
    display: -webkit-box;
    margin-block-start: 2px;
    overflow: hidden;
    color: var(--_text-soft);
    text-align: left;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
  }
  /* Text of either direction stands on the side where the page's own text begins. */
  .about:dir(rtl) .title,
  .about:dir(rtl) > p,
  .about:dir(rtl) .official > p {
    text-align: right;
  }
  .meta {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4em 0.9em;
    align-items: center;
    margin-block-start: 0.6em;
    color: var(--_text-soft);
    font-size: 0.87em;
  }
  .meta .row {
    gap: 0.35em;
  }
  .official {
    margin-block-start: 0.8em;
    padding: 0.8em 0.95em;
    border-inline-start: 3px solid var(--_accent);
    border-start-end-radius: 10px;
    border-end-end-radius: 10px;
    background: var(--_accent-soft);
  }
  .official p {
    margin-block-start: 0.4em;
    text-align: left;
  }
  .ways {
    display: inline-flex;
    flex-wrap: wrap;
    gap: 0.6em;
    justify-content: center;
  }
  .foot {
    padding: 0.9em;
    border-block-start: 1px solid var(--_line);
    text-align: center;
  }
  .foot .btn {
    min-inline-size: 12em;
    min-block-size: 44px;
  }
  .post .skeleton {
    margin-block: 0.55em;
    inline-size: 88%;
  }
  .post .skeleton:first-child {
    inline-size: 62%;
  }
  .post .skeleton:last-child {
    inline-size: 34%;
  }
  .post .skeleton.vote {
    margin: 0;
    inline-size: 56px;
    block-size: 60px;
    border-radius: 10px;
    opacity: 0.5;
  }

  /* Until its content and style are loaded. */
  .filters {
    visibility: hidden;
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

  @container (max-width: 640px) {
    .bar .search {
      flex-basis: 100%;
    }
    .bar .seg {
      flex: 1;
    }
    .bar .seg button {
      flex: 1;
    }
  }
  @container (max-width: 520px) {
    .bar {
      padding: 0.75em;
    }
    .bar .compose {
      flex-basis: 100%;
      min-block-size: 44px;
    }
    .post {
      grid-template-columns: 48px minmax(0, 1fr);
      gap: 0.8em;
      padding: 0.95em;
    }
    .post rally-vote,
    .post .skeleton.vote {
      inline-size: 48px;
    }
  }
  @container (max-width: 340px) {
    .bar .seg {
      flex-basis: 100%;
    }
    .bar .filter,
    .bar .compose {
      flex: 1 1 auto;
    }
  }
  @media (forced-colors: active) {
    .seg [aria-pressed='true'] {
      outline: 2px solid Highlight;
    }
  }
`;
