import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '@rallykit/elements/poll';
import { storyStore } from './world.js';

export default { title: 'Poll', component: 'rally-poll' } satisfies Meta;

export const SingleChoice: StoryObj = {
  render: () => html`<rally-poll .store=${storyStore()} poll="first"></rally-poll>`,
};
export const MultipleChoice: StoryObj = {
  render: () => html`<rally-poll .store=${storyStore()} poll="when"></rally-poll>`,
};
export const Closed: StoryObj = {
  render: () => html`<rally-poll .store=${storyStore()} poll="closed"></rally-poll>`,
};
export const Reader: StoryObj = {
  render: () => html`<rally-poll .store=${storyStore(null)} poll="first"></rally-poll>`,
};
export const Loading: StoryObj = {
  render: () => html`<rally-poll .store=${storyStore(null, 'loads for ever')} poll="first"></rally-poll>`,
};
