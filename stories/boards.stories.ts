import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '@rallykit/elements/boards';
import { noBoards, people, storyStore } from './world.js';

export default { title: 'Boards', component: 'rally-boards' } satisfies Meta;

export const Member: StoryObj = {
  render: () => html`<rally-boards .store=${storyStore()}></rally-boards>`,
};
export const Reader: StoryObj = {
  render: () => html`<rally-boards .store=${storyStore(null)}></rally-boards>`,
};
export const Team: StoryObj = {
  render: () => html`<rally-boards .store=${storyStore(people.priya)}></rally-boards>`,
};
export const WithLinks: StoryObj = {
  render: () => html`<rally-boards .store=${storyStore()} href="?board={id}"></rally-boards>`,
};
export const Empty: StoryObj = {
  render: () => html`<rally-boards .store=${storyStore(people.mara, 'works', noBoards)}></rally-boards>`,
};
export const Loading: StoryObj = {
  render: () => html`<rally-boards .store=${storyStore(null, 'loads for ever')}></rally-boards>`,
};
export const Failed: StoryObj = {
  render: () => html`<rally-boards .store=${storyStore(null, 'fails')}></rally-boards>`,
};
export const Offline: StoryObj = {
  render: () => html`<rally-boards .store=${storyStore(people.mara, 'went offline')}></rally-boards>`,
};
