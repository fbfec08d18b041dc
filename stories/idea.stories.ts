import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '@rallykit/elements/idea';
import { people, storyStore } from './world.js';

export default { title: 'Idea', component: 'rally-idea' } satisfies Meta;

export const WithTalk: StoryObj = {
  render: () => html`<rally-idea .store=${storyStore()} idea="scale"></rally-idea>`,
};
export const Shipped: StoryObj = {
  render: () => html`<rally-idea .store=${storyStore()} idea="family"></rally-idea>`,
};
export const Locked: StoryObj = {
  render: () => html`<rally-idea .store=${storyStore()} idea="locked"></rally-idea>`,
};
export const LongWords: StoryObj = {
  render: () => html`<rally-idea .store=${storyStore()} idea="long"></rally-idea>`,
};
export const RightToLeftText: StoryObj = {
  render: () => html`<rally-idea .store=${storyStore()} idea="rtl"></rally-idea>`,
};
export const ForTheTeam: StoryObj = {
  render: () => html`<rally-idea .store=${storyStore(people.priya)} idea="scale"></rally-idea>`,
};
/** The team merges it into another idea, and takes that back. */
export const ToMerge: StoryObj = {
  render: () => html`<rally-idea .store=${storyStore(people.priya)} idea="guests"></rally-idea>`,
};
/** The team has put it first on its board. */
export const Pinned: StoryObj = {
  render: () => html`<rally-idea .store=${storyStore()} idea="season"></rally-idea>`,
};
/** In no list but that of archived ideas, which the filter of a board has for the team. */
export const Archived: StoryObj = {
  render: () => html`<rally-idea .store=${storyStore()} idea="fax"></rally-idea>`,
};
/** The team restores it. */
export const ToRestore: StoryObj = {
  render: () => html`<rally-idea .store=${storyStore(people.priya)} idea="fax"></rally-idea>`,
};
export const ToApprove: StoryObj = {
  render: () => html`<rally-idea .store=${storyStore(people.priya)} idea="waits"></rally-idea>`,
};
/** Presses what it names inside, once it is there. */
const press =
  (part: string, control: string): NonNullable<StoryObj['play']> =>
  async ({ canvasElement }) => {
    const found = () =>
      canvasElement
        .querySelector('rally-idea')
        ?.shadowRoot?.querySelector(part)
        ?.shadowRoot?.querySelector<HTMLElement>(control);
    for (let tries = 0; tries < 100 && !found(); tries++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    found()?.click();
  };

/** Who has just voted is asked why, where somebody will see it. */
export const AsksWhy: StoryObj = {
  render: () => html`<rally-idea .store=${storyStore()} idea="guests"></rally-idea>`,
  play: press('rally-vote', 'button'),
};
/** Each status that it had, with who changed it and why. */
export const WithHistory: StoryObj = {
  render: () => html`<rally-idea .store=${storyStore()} idea="family"></rally-idea>`,
  play: press('rally-idea-history', 'summary'),
};
export const Loading: StoryObj = {
  render: () => html`<rally-idea .store=${storyStore(null, 'loads for ever')} idea="scale"></rally-idea>`,
};
export const Gone: StoryObj = {
  render: () => html`<rally-idea .store=${storyStore()} idea="none"></rally-idea>`,
};
