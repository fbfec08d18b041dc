import { css } from 'lit';

/**
 * The design tokens. A host sets any `--rally-*` on any ancestor; usually `--rally-accent` is all it sets. Each is
 * resolved here, once an element, to a private `--_*` with its default; components use those and no raw colour.
 *
 * @cssproperty --rally-font - Font family. Default: the page's.
 * @cssproperty --rally-accent - Votes, main buttons, links, progress.
 * @cssproperty --rally-on-accent - Text on the accent. Default: dark or light, whichever reads better.
 * @cssproperty --rally-accent-soft - A wash of the accent: official responses, poll bars.
 * @cssproperty --rally-accent-line - A hairline in the accent: what is mine or chosen.
 * @cssproperty --rally-surface - Panels and fields.
 * @cssproperty --rally-surface-sunk - Code, the track of a segmented control.
 * @cssproperty --rally-surface-lift - Buttons, popovers.
 * @cssproperty --rally-text - Text. Default: the page's.
 * @cssproperty --rally-text-soft - Secondary text.
 * @cssproperty --rally-line - Hairlines.
 * @cssproperty --rally-line-strong - Borders of fields; 3:1 against the surface.
 * @cssproperty --rally-good - Success: shipped, accepted.
 * @cssproperty --rally-warn - Attention: under review, offline.
 * @cssproperty --rally-bad - Refusal: declined, errors.
 * @cssproperty --rally-calm - Neutral: open.
 * @cssproperty --rally-radius - Corners of panels.
 * @cssproperty --rally-radius-s - Corners of controls.
 * @cssproperty --rally-shadow - What floats: popovers.
 * @cssproperty --rally-focus - Colour of the focus ring. Default: the accent.
 */
export const tokens = css`
  :host {
    --_accent: var(--rally-accent, light-dark(oklch(0.52 0.17 262), oklch(0.74 0.13 262)));
    /* White where it reaches 4.5:1 on the accent, else near-black. */
    --_on-accent: var(
      --rally-on-accent,
      oklch(from var(--_accent) clamp(0.12, (0.57 - l) * 1000, 0.99) 0.01 h)
    );
    --_accent-soft: var(--rally-accent-soft, color-mix(in oklch, var(--_accent) 10%, transparent));
    --_accent-line: var(--rally-accent-line, color-mix(in oklch, var(--_accent) 38%, transparent));
    /* The accent as text: kept readable on the surface whatever accent a host sets. */
    --_accent-text: light-dark(
      oklch(from var(--_accent) min(l, 0.47) c h),
      oklch(from var(--_accent) max(l, 0.76) c h)
    );
    /* Greys take a trace of the accent's hue, so that they suit the page that set it. */
    --_surface: var(
      --rally-surface,
      light-dark(oklch(1 0 0), oklch(from var(--_accent) 0.205 min(c, 0.012) h))
    );
    --_surface-sunk: var(
      --rally-surface-sunk,
      light-dark(
        oklch(from var(--_accent) 0.975 min(c, 0.004) h),
        oklch(from var(--_accent) 0.175 min(c, 0.012) h)
      )
    );
    --_surface-lift: var(
      --rally-surface-lift,
      light-dark(oklch(1 0 0), oklch(from var(--_accent) 0.245 min(c, 0.014) h))
    );
    --_text: var(
      --rally-text,
      light-dark(
        oklch(from var(--_accent) 0.24 min(c, 0.02) h),
        oklch(from var(--_accent) 0.95 min(c, 0.006) h)
      )
    );
    --_text-soft: var(
      --rally-text-soft,
      light-dark(
        oklch(from var(--_accent) 0.47 min(c, 0.02) h),
        oklch(from var(--_accent) 0.73 min(c, 0.014) h)
      )
    );
    --_line: var(
      --rally-line,
      light-dark(
        oklch(from var(--_accent) 0.905 min(c, 0.008) h),
        oklch(from var(--_accent) 0.315 min(c, 0.014) h)
      )
    );
    --_line-strong: var(
      --rally-line-strong,
      light-dark(
        oklch(from var(--_accent) 0.63 min(c, 0.02) h),
        oklch(from var(--_accent) 0.56 min(c, 0.02) h)
      )
    );
    --_good: var(--rally-good, light-dark(oklch(0.47 0.13 155), oklch(0.78 0.14 155)));
    --_warn: var(--rally-warn, light-dark(oklch(0.5 0.12 70), oklch(0.82 0.13 80)));
    --_bad: var(--rally-bad, light-dark(oklch(0.5 0.19 25), oklch(0.76 0.14 25)));
    --_calm: var(
      --rally-calm,
      light-dark(
        oklch(from var(--_accent) 0.47 min(c, 0.02) h),
        oklch(from var(--_accent) 0.76 min(c, 0.02) h)
      )
    );
    --_radius: var(--rally-radius, 12px);
    --_radius-s: var(--rally-radius-s, 8px);
    --_shadow: var(--rally-shadow, 0 1px 2px rgb(0 0 0 / 0.05), 0 8px 24px -12px rgb(0 0 0 / 0.18));
    --_focus: var(--rally-focus, var(--_accent));

    color: var(--rally-text, inherit);
    font-family: var(--rally-font, inherit);
  }
  /* A theme that was asked for need not be that of the page, so its text colour can't be the page's either. */
  :host(:state(themed)) {
    color: var(--_text);
  }
  :host(:state(light)) {
    color-scheme: light;
  }
  :host(:state(dark)) {
    color-scheme: dark;
  }
`;
