import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '@rallykit/elements/search';
import { people, storyStore } from './world.js';

export default { title: 'Search', component: 'rally-search' } satisfies Meta;

/** Type “recipe”, “list” or “account”; “zeppelin” finds nothing. */
export const Member: StoryObj = {
  render: () => html`<rally-search .store=${storyStore()}></rally-search>`,
};
export const Reader: StoryObj = {
  render: () => html`<rally-search .store=${storyStore(null)}></rally-search>`,
};
export const Team: StoryObj = {
  render: () => html`<rally-search .store=${storyStore(people.priya)}></rally-search>`,
};
export const OneBoard: StoryObj = {
  render: () => html`<rally-search .store=${storyStore()} board="help"></rally-search>`,
};
export const NoSuchBoard: StoryObj = {
  render: () => html`<rally-search .store=${storyStore()} board="none"></rally-search>`,
};
export const Loading: StoryObj = {
  render: () => html`<rally-search .store=${storyStore(null, 'loads for ever')}></rally-search>`,
};
export const Failed: StoryObj = {
  render: () => html`<rally-search .store=${storyStore(null, 'fails')}></rally-search>`,
};
export const Offline: StoryObj = {
  render: () => html`<rally-search .store=${storyStore(people.mara, 'went offline')}></rally-search>`,
};
