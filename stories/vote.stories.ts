import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '@rallykit/elements/vote';
import { people, storyStore } from './world.js';

export default { title: 'Vote', component: 'rally-vote' } satisfies Meta;

export const NotYet: StoryObj = {
  render: () => html`<rally-vote .store=${storyStore()} subject="idea/season"></rally-vote>`,
};
export const Voted: StoryObj = {
  render: () => html`<rally-vote .store=${storyStore()} subject="idea/scale"></rally-vote>`,
};
export const ForAndAgainst: StoryObj = {
  render: () => html`<rally-vote .store=${storyStore()} subject="idea/standup"></rally-vote>`,
};
export const Closed: StoryObj = {
  render: () => html`<rally-vote .store=${storyStore()} subject="idea/family"></rally-vote>`,
};
export const LargeNumber: StoryObj = {
  render: () => html`<rally-vote .store=${storyStore()} subject="idea/long"></rally-vote>`,
};
export const Refused: StoryObj = {
  render: () =>
    html`<rally-vote .store=${storyStore(people.mara, 'refuses posts')} subject="idea/season"></rally-vote>`,
};
