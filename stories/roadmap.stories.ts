import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '@rallykit/elements/roadmap';
import { people, storyStore } from './world.js';

export default { title: 'Roadmap', component: 'rally-roadmap' } satisfies Meta;

export const Member: StoryObj = {
  render: () => html`<rally-roadmap .store=${storyStore()} board="product"></rally-roadmap>`,
};
export const Reader: StoryObj = {
  render: () => html`<rally-roadmap .store=${storyStore(null)} board="product"></rally-roadmap>`,
};
/** The team drags cards, or presses “Move to…”. */
export const Team: StoryObj = {
  render: () => html`<rally-roadmap .store=${storyStore(people.priya)} board="product"></rally-roadmap>`,
};
export const AsList: StoryObj = {
  render: () => html`<rally-roadmap .store=${storyStore()} board="product" view="list"></rally-roadmap>`,
};
export const ChosenStatuses: StoryObj = {
  render: () =>
    html`<rally-roadmap
      .store=${storyStore()}
      board="product"
      statuses="under-review, planned, in-progress, shipped"
    ></rally-roadmap>`,
};
export const ForAndAgainst: StoryObj = {
  render: () =>
    html`<rally-roadmap .store=${storyStore()} board="team" statuses="proposed adopted"></rally-roadmap>`,
};
export const Empty: StoryObj = {
  render: () => html`<rally-roadmap .store=${storyStore()} board="empty"></rally-roadmap>`,
};
export const Loading: StoryObj = {
  render: () =>
    html`<rally-roadmap .store=${storyStore(null, 'loads for ever')} board="product"></rally-roadmap>`,
};
export const Failed: StoryObj = {
  render: () => html`<rally-roadmap .store=${storyStore(null, 'fails')} board="product"></rally-roadmap>`,
};
export const Offline: StoryObj = {
  render: () =>
    html`<rally-roadmap .store=${storyStore(people.priya, 'went offline')} board="product"></rally-roadmap>`,
};
/** What the team moves is put back, and says why. */
export const MoveRefused: StoryObj = {
  render: () =>
    html`<rally-roadmap .store=${storyStore(people.priya, 'refuses acts')} board="product"></rally-roadmap>`,
};
