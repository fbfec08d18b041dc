import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '@rallykit/elements/ideas';
import { people, storyStore } from './world.js';

export default { title: 'Ideas', component: 'rally-ideas' } satisfies Meta;

export const Member: StoryObj = {
  render: () => html`<rally-ideas .store=${storyStore()} board="product"></rally-ideas>`,
};
export const Reader: StoryObj = {
  render: () => html`<rally-ideas .store=${storyStore(null)} board="product"></rally-ideas>`,
};
export const Team: StoryObj = {
  render: () => html`<rally-ideas .store=${storyStore(people.priya)} board="product"></rally-ideas>`,
};
export const ForAndAgainst: StoryObj = {
  render: () => html`<rally-ideas .store=${storyStore()} board="team"></rally-ideas>`,
};
export const FiveVotesEach: StoryObj = {
  render: () => html`<rally-ideas .store=${storyStore()} board="rally"></rally-ideas>`,
};
export const Empty: StoryObj = {
  render: () => html`<rally-ideas .store=${storyStore()} board="empty"></rally-ideas>`,
};
export const Loading: StoryObj = {
  render: () =>
    html`<rally-ideas .store=${storyStore(null, 'loads for ever')} board="product"></rally-ideas>`,
};
export const Failed: StoryObj = {
  render: () => html`<rally-ideas .store=${storyStore(null, 'fails')} board="product"></rally-ideas>`,
};
export const Offline: StoryObj = {
  render: () =>
    html`<rally-ideas .store=${storyStore(people.mara, 'went offline')} board="product"></rally-ideas>`,
};
export const NotConnected: StoryObj = { render: () => html`<rally-ideas board="product"></rally-ideas>` };
