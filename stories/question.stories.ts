import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '@rallykit/elements/question';
import { people, storyStore } from './world.js';

export default { title: 'Question', component: 'rally-question' } satisfies Meta;

export const Solved: StoryObj = {
  render: () => html`<rally-question .store=${storyStore()} question="calendar"></rally-question>`,
};
export const AsItsAsker: StoryObj = {
  render: () => html`<rally-question .store=${storyStore(people.ines)} question="calendar"></rally-question>`,
};
export const NoAnswerYet: StoryObj = {
  render: () => html`<rally-question .store=${storyStore()} question="password"></rally-question>`,
};
export const Gone: StoryObj = {
  render: () => html`<rally-question .store=${storyStore()} question="none"></rally-question>`,
};
