import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '@rallykit/elements/composer';
import { people, storyStore } from './world.js';

export default { title: 'Composer', component: 'rally-composer' } satisfies Meta;

export const Idea: StoryObj = {
  render: () => html`<rally-composer .store=${storyStore()} kind="idea" board="product"></rally-composer>`,
};
export const SimilarFound: StoryObj = {
  render: () =>
    html`<rally-composer
      .store=${storyStore()}
      kind="idea"
      board="product"
      .text=${'Scale recipes to people'}
    ></rally-composer>`,
};
export const Question: StoryObj = {
  render: () => html`<rally-composer .store=${storyStore()} kind="question" board="help"></rally-composer>`,
};
export const Comment: StoryObj = {
  render: () =>
    html`<rally-composer
      .store=${storyStore()}
      kind="comment"
      .subject=${{ kind: 'idea', id: 'scale' }}
    ></rally-composer>`,
};
export const NotSignedIn: StoryObj = {
  render: () =>
    html`<rally-composer .store=${storyStore(null)} kind="idea" board="product"></rally-composer>`,
};
export const PostFails: StoryObj = {
  render: () =>
    html`<rally-composer
      .store=${storyStore(people.mara, 'refuses posts')}
      kind="idea"
      board="product"
      .text=${'A title'}
    ></rally-composer>`,
};
