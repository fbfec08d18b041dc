import { css } from 'lit';

export const styles = css`
  .panel {
    overflow: clip;
  }
  .board {
    display: grid;
    gap: 0.3em;
    padding: 1.07em 1.2em;
  }
  .board + .board {
    border-block-start: 1px solid var(--_line);
  }
  .board:hover {
    background: color-mix(in oklch, var(--_surface-sunk) 60%, transparent);
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    gap: 0.3em 0.7em;
    align-items: center;
  }
  .description {
    display: -webkit-box;
    overflow: hidden;
    color: var(--_text-soft);
    text-align: left;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
  }
  /* Text of either direction stands on the side where the page's own text begins. */
  .board:dir(rtl) .description,
  .board:dir(rtl) .name {
    text-align: right;
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.9em;
    margin-block-start: 0.2em;
  }
  .goal {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(5em, 9em) 3em;
    gap: 0.8em;
    align-items: center;
    margin-block-start: 0.35em;
  }
  .name {
    overflow: hidden;
    text-align: left;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .track {
    --progress: 0;
    block-size: 6px;
    border-radius: 99px;
    background:
      linear-gradient(var(--_accent), var(--_accent)) 0 / calc(var(--progress) * 1%) 100% no-repeat,
      var(--_line);
  }
  .track:dir(rtl) {
    background-position: 100%;
  }
  .goal b {
    text-align: end;
  }
  .board .skeleton {
    margin-block: 0.35em;
    inline-size: 85%;
  }
  .board .skeleton:first-child {
    inline-size: 38%;
  }
  .board .skeleton:last-child {
    inline-size: 52%;
  }
  rally-ideas::part(base),
  rally-questions::part(base) {
    border: 0;
    border-radius: 0;
  }
  @container (max-width: 520px) {
    .board {
      padding: 0.95em;
    }
    .goal {
      grid-template-columns: minmax(0, 1fr) 3em;
    }
    .name {
      grid-column: 1 / -1;
    }
  }
  @media (forced-colors: active) {
    .track {
      forced-color-adjust: none;
      background:
        linear-gradient(Highlight, Highlight) 0 / calc(var(--progress) * 1%) 100% no-repeat,
        GrayText;
    }
  }
`;
