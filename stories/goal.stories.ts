import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '@rallykit/elements/goal';
import { storyStore } from './world.js';

export default { title: 'Goal', component: 'rally-goal' } satisfies Meta;

export const Rallying: StoryObj = {
  render: () => html`<rally-goal .store=${storyStore()} goal="faster"></rally-goal>`,
};
export const Reader: StoryObj = {
  render: () => html`<rally-goal .store=${storyStore(null)} goal="faster"></rally-goal>`,
};
export const Loading: StoryObj = {
  render: () => html`<rally-goal .store=${storyStore(null, 'loads for ever')} goal="faster"></rally-goal>`,
};
export const Failed: StoryObj = {
  render: () => html`<rally-goal .store=${storyStore(null, 'fails')} goal="faster"></rally-goal>`,
};
export const NotHere: StoryObj = {
  render: () => html`<rally-goal .store=${storyStore()} goal="none"></rally-goal>`,
};
