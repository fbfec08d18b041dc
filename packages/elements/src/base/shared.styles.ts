import { css } from 'lit';
import { tokens } from './tokens.js';

/** What every element has; an element's own styles follow it. Sizes are in em: a widget scales with the page's text. */
export const shared = [
  tokens,
  css`
    :host {
      display: block;
      container-type: inline-size;
      /* Where a layout asks for the content's own width, such as a flex row, this is it. */
      contain-intrinsic-inline-size: 18rem;
      min-inline-size: 0;
      max-inline-size: 100%;
      line-height: 1.5;
      letter-spacing: normal;
      text-align: start;
      text-transform: none;
      text-indent: 0;
      white-space: normal;
      overflow-wrap: anywhere;
    }
    :host([hidden]) {
      display: none !important;
    }
    *,
    ::before,
    ::after {
      box-sizing: border-box;
    }
    h2,
    h3,
    h4,
    p,
    ul,
    ol,
    dl,
    dd,
    fieldset {
      margin: 0;
      padding: 0;
      border: 0;
    }
    h2,
    h3,
    h4 {
      font-size: 1.07em;
      font-weight: 650;
      line-height: 1.35;
      letter-spacing: -0.005em;
      text-wrap: balance;
    }
    ul,
    ol {
      list-style: none;
    }
    button,
    input,
    textarea,
    select {
      font: inherit;
      color: inherit;
      letter-spacing: inherit;
      margin: 0;
    }
    button {
      touch-action: manipulation;
      cursor: pointer;
    }
    a {
      color: var(--_accent-text);
    }
    svg {
      flex: none;
      inline-size: 1em;
      block-size: 1em;
      fill: none;
      stroke: currentcolor;
      stroke-width: 1.5;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
    :focus {
      outline: none;
    }
    :focus-visible {
      outline: 2px solid var(--_focus);
      outline-offset: 2px;
    }

    .panel {
      background: var(--_surface);
      border: 1px solid var(--_line);
      border-radius: var(--_radius);
    }
    .pad {
      padding: 1em 1.2em;
    }
    .row {
      display: flex;
      align-items: center;
      gap: 0.5em;
      flex-wrap: wrap;
    }
    .grow {
      flex: 1;
      min-inline-size: 0;
    }
    .soft {
      color: var(--_text-soft);
    }
    .small {
      font-size: 0.87em;
    }
    .num {
      font-variant-numeric: tabular-nums;
    }
    /* For screen readers only. */
    .sr {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
      white-space: nowrap;
    }

    .btn {
      display: inline-flex;
      align-items: center;
      justify-content: center;
      gap: 0.4em;
      min-block-size: 36px;
      padding: 0.35em 0.8em;
      border: 1px solid var(--_line);
      border-radius: var(--_radius-s);
      background: var(--_surface-lift);
      font-weight: 550;
      text-align: center;
      transition: border-color 0.12s;
    }
    .btn:hover {
      border-color: var(--_line-strong);
    }
    .btn.primary {
      background: var(--_accent);
      border-color: transparent;
      color: var(--_on-accent);
    }
    .btn.primary:hover {
      background: color-mix(in oklch, var(--_accent) 88%, var(--_text));
    }
    .btn.quiet {
      border-color: transparent;
      background: none;
      color: var(--_text-soft);
      font-weight: 500;
    }
    .btn.quiet:hover {
      color: var(--_text);
    }
    .btn[aria-disabled='true'],
    .btn:disabled {
      opacity: 0.55;
      cursor: default;
    }
    .link {
      padding: 0;
      border: 0;
      background: none;
      color: var(--_accent-text);
      text-align: start;
      text-decoration: underline;
      text-underline-offset: 0.15em;
    }
    .field {
      inline-size: 100%;
      min-block-size: 40px;
      padding: 0.45em 0.75em;
      border: 1px solid var(--_line-strong);
      border-radius: var(--_radius-s);
      background: var(--_surface);
    }
    .field::placeholder {
      color: var(--_text-soft);
      opacity: 1;
    }
    .field:focus-visible {
      outline-offset: 0;
      border-color: var(--_focus);
    }
    .field[aria-invalid='true'] {
      border-color: var(--_bad);
    }
    .problem {
      color: var(--_bad);
      font-size: 0.87em;
    }

    .badge {
      --tone: var(--_calm);
      display: inline-flex;
      align-items: center;
      gap: 0.45em;
      padding: 0.4em 0.7em;
      border-radius: 99px;
      background: color-mix(in oklch, var(--tone) 12%, transparent);
      color: var(--tone);
      font-size: 0.83em;
      font-weight: 550;
      line-height: 1;
      white-space: nowrap;
    }
    .badge:not(.plain)::before {
      content: '';
      inline-size: 6px;
      block-size: 6px;
      border-radius: 50%;
      background: currentcolor;
    }
    .badge.accent {
      --tone: var(--_accent-text);
    }
    .badge.good {
      --tone: var(--_good);
    }
    .badge.warn {
      --tone: var(--_warn);
    }
    .badge.bad {
      --tone: var(--_bad);
    }

    .avatar {
      --hue: 262;
      display: inline-grid;
      place-items: center;
      flex: none;
      inline-size: 26px;
      block-size: 26px;
      border-radius: 50%;
      object-fit: cover;
      background: oklch(0.5 0.11 var(--hue));
      color: oklch(1 0 0);
      font-size: 11px;
      font-weight: 650;
      line-height: 1;
    }

    .skeleton {
      display: block;
      block-size: 0.8em;
      border-radius: 6px;
      background: var(--_line);
    }
    .state {
      padding: 2.2em 1.2em;
      text-align: center;
      text-wrap: balance;
    }
    .state .btn {
      margin-block-start: 0.8em;
    }
    .hint {
      position: fixed;
      inset: auto;
      inline-size: max-content;
      max-inline-size: min(20rem, 90vw);
      margin: 0;
      padding: 0.6em 0.9em;
      border: 1px solid var(--_line);
      border-radius: var(--_radius-s);
      background: var(--_surface-lift);
      box-shadow: var(--_shadow);
      color: inherit;
      font-size: 0.87em;
      line-height: 1.4;
    }

    @media (prefers-reduced-motion: reduce) {
      *,
      ::before,
      ::after {
        transition: none !important;
        animation: none !important;
        scroll-behavior: auto !important;
      }
    }
    @media (forced-colors: active) {
      .badge,
      .btn,
      .avatar {
        border: 1px solid;
      }
      .skeleton {
        background: GrayText;
      }
    }
  `,
];
