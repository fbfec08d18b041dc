import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '@rallykit/elements/idea-list';
import { people, storyStore } from './world.js';

export default { title: 'Idea list', component: 'rally-idea-list', args: { width: 320 } } satisfies Meta;

export const Member: StoryObj = {
  render: () =>
    html`<rally-idea-list
      .store=${storyStore()}
      board="product"
      sort="top"
      heading="Most wanted"
    ></rally-idea-list>`,
};
export const Reader: StoryObj = {
  render: () => html`<rally-idea-list .store=${storyStore(null)} board="product"></rally-idea-list>`,
};
export const Team: StoryObj = {
  render: () => html`<rally-idea-list .store=${storyStore(people.priya)} board="product"></rally-idea-list>`,
};
export const OneStatus: StoryObj = {
  render: () =>
    html`<rally-idea-list
      .store=${storyStore()}
      board="product"
      status="planned"
      limit="3"
      heading="Coming next"
      href="?idea={id}"
    ></rally-idea-list>`,
};
export const Empty: StoryObj = {
  render: () =>
    html`<rally-idea-list .store=${storyStore()} board="empty" heading="Most wanted"></rally-idea-list>`,
};
export const Loading: StoryObj = {
  render: () =>
    html`<rally-idea-list
      .store=${storyStore(null, 'loads for ever')}
      board="product"
      heading="Most wanted"
    ></rally-idea-list>`,
};
export const Failed: StoryObj = {
  render: () =>
    html`<rally-idea-list
      .store=${storyStore(null, 'fails')}
      board="product"
      heading="Most wanted"
    ></rally-idea-list>`,
};
/** What was read stays. */
export const Offline: StoryObj = {
  render: () =>
    html`<rally-idea-list
      .store=${storyStore(people.mara, 'went offline')}
      board="product"
      heading="Most wanted"
    ></rally-idea-list>`,
};
