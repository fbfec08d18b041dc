import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '@rallykit/elements/ideas';
import { waitFor } from 'storybook/test';
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
const inside = (root: Element, selector: string) => root.shadowRoot!.querySelector<HTMLElement>(selector)!;
const tools = async (canvas: HTMLElement) => {
  const board = canvas.querySelector('rally-ideas')!;
  await waitFor(() => inside(inside(board, 'rally-triage'), '.start').click());
  await waitFor(() => inside(board, '.pick input').isConnected);
  const boxes = [...board.shadowRoot!.querySelectorAll<HTMLElement>('.pick input')];
  for (const box of boxes.slice(1, 3)) box.click();
  return inside(board, 'rally-triage');
};
const press = async (root: Element, selector: string) => {
  await waitFor(() => {
    const control = inside(root, selector);
    if (control.ariaDisabled === 'true') throw new Error('not yet');
    control.click();
  });
};
/** The team has selected two ideas. */
export const Selecting: StoryObj = {
  ...Team,
  play: async ({ canvasElement }) => void (await tools(canvasElement)),
};
export const StatusOfSeveral: StoryObj = {
  ...Team,
  play: async ({ canvasElement }) => press(await tools(canvasElement), '.open-status'),
};
export const TopicsOfSeveral: StoryObj = {
  ...Team,
  play: async ({ canvasElement }) => press(await tools(canvasElement), '.open-tags'),
};
export const MoveSeveral: StoryObj = {
  ...Team,
  play: async ({ canvasElement }) => press(await tools(canvasElement), '.open-move'),
};
export const MergeSeveral: StoryObj = {
  ...Team,
  play: async ({ canvasElement }) => press(await tools(canvasElement), '.open-merge'),
};
/** Done, with a way back. */
export const SeveralChanged: StoryObj = {
  ...Team,
  play: async ({ canvasElement }) => {
    const of = await tools(canvasElement);
    await press(of, '.open-status');
    await waitFor(() => (inside(of, 'form') as HTMLFormElement).requestSubmit());
  },
};
/** What the team narrows a board by, beside what everybody does. */
export const FiltersOfTheTeam: StoryObj = {
  ...Team,
  play: async ({ canvasElement }) => {
    const board = canvasElement.querySelector('rally-ideas')!;
    await waitFor(() => inside(board, 'rally-triage').isConnected);
    inside(board, '.filter').click();
  },
};
/** A narrowed board, before its view has a name. */
export const ViewToSave: StoryObj = {
  ...Team,
  play: async ({ canvasElement }) => {
    const board = canvasElement.querySelector('rally-ideas')!;
    await waitFor(() => inside(board, 'rally-triage').isConnected);
    inside(board, '.filter').click();
    await waitFor(() => inside(board, '.filters input[type=checkbox]').click());
    inside(board, '.filter').click();
    await press(inside(board, 'rally-triage'), '.views .link');
  },
};
export const Shortcuts: StoryObj = {
  ...Team,
  play: async ({ canvasElement }) => {
    const board = canvasElement.querySelector('rally-ideas')!;
    await waitFor(() => inside(inside(board, 'rally-triage'), '.quiet').click());
  },
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
