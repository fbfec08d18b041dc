import type { CommandType } from '@rallykit/core';
import { eventName, type ActRequestEvent } from '../base/events.js';
import { showHint } from '../base/hint.js';
import { RallyElement } from '../base/rally-element.js';
import { noticesWords } from './notices.words.js';

/** Acts of one press; what is written says by itself that it waits. */
const presses: readonly CommandType[] = [
  'vote.set',
  'ballot.set',
  'answer.accept',
  'post.remove',
  'post.lock',
];

/** Says at the control that was used that an act waits, while the backend does not answer. */
function onAct(event: Event): void {
  const element = event.composedPath()[0];
  if (event.defaultPrevented || !(element instanceof RallyElement)) return;
  const { rally: store } = element;
  if (store?.connection.value !== 'offline') return;
  const { command } = event as ActRequestEvent;
  const control = (element.shadowRoot?.activeElement as HTMLElement | null) ?? element;
  // By then it is known whether it was refused at once, and whether it is kept.
  setTimeout(() => {
    const act = store.pending.value.findLast(({ type }) => type === command);
    const { willBeSent, willBeSentFromHere } = noticesWords;
    if (act && control.isConnected) showHint(control, act.kept ? willBeSent : willBeSentFromHere, 'status');
  }, 150);
}

/** From now on. */
export const hintAtWaiting = (): void => {
  for (const type of presses) globalThis.addEventListener?.(`${eventName(type)}-request`, onAct);
};
