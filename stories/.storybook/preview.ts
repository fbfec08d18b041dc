import type { Preview } from '@storybook/web-components-vite';
import { html } from 'lit';
import { ref } from 'lit/directives/ref.js';
import './page.css';

/** What a designer can change in every story: the same tokens that a site sets. */
export interface Look {
  accent: string;
  radius: number;
  font: string;
  theme: 'light' | 'dark';
  direction: 'ltr' | 'rtl';
  width: number;
}

const preview: Preview = {
  args: {
    accent: '',
    radius: 12,
    font: 'system-ui, sans-serif',
    theme: 'light',
    direction: 'ltr',
    width: 760,
  },
  argTypes: {
    accent: { control: 'color', description: '--rally-accent', table: { category: 'Look' } },
    radius: {
      control: { type: 'range', min: 0, max: 24 },
      description: '--rally-radius',
      table: { category: 'Look' },
    },
    font: {
      control: 'select',
      options: [
        'system-ui, sans-serif',
        'Georgia, serif',
        'ui-monospace, monospace',
        'ui-rounded, system-ui',
      ],
      description: 'The page’s font',
      table: { category: 'Look' },
    },
    theme: { control: 'inline-radio', options: ['light', 'dark'], table: { category: 'Look' } },
    direction: { control: 'inline-radio', options: ['ltr', 'rtl'], table: { category: 'Look' } },
    width: { control: { type: 'range', min: 320, max: 1180, step: 20 }, table: { category: 'Look' } },
  },
  decorators: [
    (story, { args }) => {
      const { accent, radius, font, theme, direction, width } = args as unknown as Look;
      const dress = (page?: Element) => {
        if (!(page instanceof HTMLElement)) return;
        page.style.fontFamily = font;
        page.style.colorScheme = theme;
        page.style.maxInlineSize = `${width}px`;
        page.style.setProperty('--rally-radius', `${radius}px`);
        page.style.setProperty('--rally-radius-s', `${Math.round(radius * 0.67)}px`);
        if (accent) page.style.setProperty('--rally-accent', accent);
        else page.style.removeProperty('--rally-accent');
        document.body.style.colorScheme = theme;
      };
      // A theme is found when an element is connected, so another theme is another page.
      return html`<div class="page" dir=${direction} ${ref(dress)}>${story()}</div>`;
    },
  ],
  parameters: {
    layout: 'fullscreen',
    controls: { expanded: true },
    a11y: { test: 'error' },
    options: {
      storySort: {
        order: [
          'Goal',
          'Ideas',
          'Idea',
          'Roadmap',
          'Idea list',
          'Boards',
          'Search',
          'Vote',
          'Questions',
          'Question',
          'Poll',
          'Composer',
        ],
      },
    },
  },
};

export default preview;
