import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '@rallykit/elements/questions';
import { storyStore } from './world.js';

export default { title: 'Questions', component: 'rally-questions' } satisfies Meta;

export const Member: StoryObj = {
  render: () => html`<rally-questions .store=${storyStore()} board="help"></rally-questions>`,
};
export const Reader: StoryObj = {
  render: () => html`<rally-questions .store=${storyStore(null)} board="help"></rally-questions>`,
};
export const Loading: StoryObj = {
  render: () =>
    html`<rally-questions .store=${storyStore(null, 'loads for ever')} board="help"></rally-questions>`,
};
export const Failed: StoryObj = {
  render: () => html`<rally-questions .store=${storyStore(null, 'fails')} board="help"></rally-questions>`,
};
