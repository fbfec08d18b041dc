import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '@rallykit/elements/updates';
import { people, storyStore } from './world.js';

export default { title: 'Updates', component: 'rally-updates' } satisfies Meta;

export const Several: StoryObj = {
  render: () => html`<rally-updates .store=${storyStore()} board="product"></rally-updates>`,
};
/** The team writes one, with the ideas that it ships. */
export const ForTheTeam: StoryObj = {
  render: () => html`<rally-updates .store=${storyStore(people.priya)} board="product"></rally-updates>`,
};
export const None: StoryObj = {
  render: () => html`<rally-updates .store=${storyStore()} board="empty"></rally-updates>`,
};
export const Loading: StoryObj = {
  render: () =>
    html`<rally-updates .store=${storyStore(null, 'loads for ever')} board="product"></rally-updates>`,
};
export const Fails: StoryObj = {
  render: () => html`<rally-updates .store=${storyStore(null, 'fails')} board="product"></rally-updates>`,
};
export const WentOffline: StoryObj = {
  render: () =>
    html`<rally-updates .store=${storyStore(people.priya, 'went offline')} board="product"></rally-updates>`,
};
