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
  .posts > :nth-child(n + 3) {
    content-visibility: auto;
    contain-intrinsic-size: auto 170em;
  }
  .post + .post,
  .posts > * + * {
    border-block-start: 1px solid var(--_line);
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
`;
