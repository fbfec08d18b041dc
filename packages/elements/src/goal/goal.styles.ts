import { css } from 'lit';

export const styles = css`
  .goal {
    display: grid;
    grid-template-columns: auto 1fr auto;
    gap: 0.25em 1.35em;
    align-items: center;
    padding: 1.35em 1.5em;
    background: linear-gradient(100deg, var(--_accent-soft), transparent 70%) var(--_surface);
    border-radius: inherit;
  }
  .goal:dir(rtl) {
    background: linear-gradient(-100deg, var(--_accent-soft), transparent 70%) var(--_surface);
  }
  .ring {
    --progress: 0;
    display: grid;
    place-items: center;
    inline-size: 76px;
    block-size: 76px;
    border-radius: 50%;
    background:
      radial-gradient(closest-side, var(--_surface) 81%, transparent 82% 100%),
      conic-gradient(var(--_accent) calc(var(--progress) * 1%), var(--_line) 0);
    font-size: 17px;
    font-weight: 650;
  }
  .ring.reached {
    background:
      radial-gradient(closest-side, var(--_surface) 81%, transparent 82% 100%),
      conic-gradient(var(--_good) 100%, transparent 0);
  }
  .ring svg {
    inline-size: 28px;
    block-size: 28px;
    color: var(--_good);
  }
  h2 {
    font-size: 1.27em;
    line-height: 1.3;
    letter-spacing: -0.01em;
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    margin-block-start: 0.3em;
  }
  .facts span:not(:last-child)::after {
    content: ' · ';
    white-space: pre;
  }
  .facts b {
    color: var(--_text);
    font-weight: 650;
  }
  .composer {
    border-block-start: 1px solid var(--_line);
    padding: 1em 1.2em;
  }
  .skeletons {
    display: grid;
    gap: 0.7em;
  }
  .skeletons .skeleton:last-child {
    inline-size: 60%;
  }
  @container (max-width: 520px) {
    .goal {
      grid-template-columns: auto 1fr;
      gap: 1em;
      padding: 1.15em;
    }
    .goal .btn {
      grid-column: 1 / -1;
      min-block-size: 44px;
    }
    .ring {
      align-self: start;
      inline-size: 60px;
      block-size: 60px;
      font-size: 15px;
    }
    h2 {
      font-size: 1.13em;
    }
  }
  @media (forced-colors: active) {
    .ring {
      border: 2px solid;
    }
  }
`;
