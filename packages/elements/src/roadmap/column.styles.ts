import { css } from 'lit';

export const styles = css`
  .lane {
    display: grid;
    gap: 0.6em;
    align-content: start;
    block-size: 100%;
    padding: 0.4em;
    border-radius: calc(10px + 0.4em);
  }
  .lane.over {
    background: var(--_accent-soft);
    outline: 1px dashed var(--_accent-line);
  }
  h3 {
    display: flex;
    gap: 0.6em;
    align-items: center;
    padding-inline: 0.2em;
    font-size: 1em;
  }
  h3 .num {
    font-size: 0.87em;
    font-weight: 500;
  }
  ul {
    display: grid;
    gap: 0.55em;
  }
  .card {
    display: grid;
    grid-template-columns: 44px minmax(0, 1fr);
    gap: 0.75em;
    padding: 0.65em;
    border: 1px solid var(--_line);
    border-radius: 10px;
    background: var(--_surface-lift);
  }
  .card.movable {
    cursor: grab;
    user-select: none;
  }
  .card.dragged {
    position: relative;
    z-index: 1;
    border-color: var(--_accent-line);
    box-shadow: var(--_shadow);
    cursor: grabbing;
    pointer-events: none;
  }
  /* A card that is dragged lies above the columns beside it. */
  :host(:state(dragged)) {
    position: relative;
    z-index: 1;
  }
  .card rally-vote {
    inline-size: 44px;
  }
  .card rally-vote::part(base) {
    min-block-size: 48px;
    block-size: auto;
  }
  .about {
    display: grid;
    align-content: center;
  }
  h4 {
    font-size: 1em;
    font-weight: 600;
    text-wrap: pretty;
  }
  .meta {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.8em;
    align-items: center;
    margin-block-start: 0.2em;
  }
  .meta .row {
    gap: 0.35em;
  }
  /* Above the title, which all of the card is. */
  .move {
    position: relative;
    min-block-size: 24px;
    margin-inline-start: auto;
    font-size: 1em;
  }
  .none {
    padding: 0.2em 0.4em;
  }
  .btn {
    justify-self: stretch;
    min-block-size: 40px;
  }
  rally-fresh {
    border: 1px solid var(--_accent-line);
    border-radius: 10px;
    overflow: clip;
  }
  .state {
    padding: 1em 0.4em;
  }
  .card .skeleton {
    margin-block: 0.4em;
    inline-size: 88%;
  }
  .card .skeleton:last-child {
    inline-size: 40%;
  }
  .card .skeleton.vote {
    margin: 0;
    inline-size: 44px;
    block-size: 48px;
    border-radius: 10px;
    opacity: 0.5;
  }
`;
