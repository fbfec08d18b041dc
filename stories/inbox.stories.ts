import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '@rallykit/elements/inbox';
import { people, storyStore, type Behaviour } from './world.js';

export default { title: 'Inbox', component: 'rally-inbox' } satisfies Meta;

/** Opens it, as a person does who sees the bell. */
const open: StoryObj['play'] = async ({ canvasElement }) => {
  const inbox = canvasElement.querySelector('rally-inbox')!;
  for (let tries = 0; tries < 100 && !inbox.shadowRoot?.querySelector('.bell'); tries++)
    await new Promise((resolve) => setTimeout(resolve, 50));
  inbox.shadowRoot?.querySelector<HTMLElement>('.bell')?.click();
};

const header = (behaviour: Behaviour = 'works', person = people.mara) => html`
  <div style="display: flex; justify-content: flex-end; min-block-size: 36rem">
    <rally-inbox .store=${storyStore(person, behaviour)}></rally-inbox>
  </div>
`;

export const Closed: StoryObj = { render: () => header() };
export const Open: StoryObj = { render: () => header(), play: open };
/** What is marked as read stays unread, and says why. */
export const Refused: StoryObj = { render: () => header('refuses acts'), play: open };
export const Empty: StoryObj = {
  render: () => header('works', { ...people.tomas, id: 'new', name: 'Nobody Yet' } as never),
  play: open,
};
