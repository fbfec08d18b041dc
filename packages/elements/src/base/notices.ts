import { html, type TemplateResult } from 'lit';
import type { Kind, Ref } from '@rallykit/core';
import type { Store } from '@rallykit/store';

/** An act that has no answer by then is worth a word. */
const patienceMs = 1000;

const watched = new WeakSet<Store>();

/** Also when somebody turns to a widget, with the hint that shows a refusal: once the network is gone neither can be had. */
export const loadNotices = (): void => void import('../notices/notices.define.js').catch(() => {});

/** The place for what the store has to tell about something; what shows it is loaded once there is anything. */
export function notices(store: Store, kind: Kind, id: string): TemplateResult {
  if (!watched.has(store)) {
    watched.add(store);
    const { connection, pending, refused } = store;
    const look = () => {
      if (refused.value.length || ['offline', 'catching-up', 'stale'].includes(connection.value))
        loadNotices();
      else if (pending.value.length) setTimeout(() => pending.value.length && loadNotices(), patienceMs);
    };
    for (const each of [connection, pending, refused]) each.subscribe(look);
    look();
  }
  const about: Ref = { kind, id };
  return html`<rally-notices .store=${store} .about=${about}></rally-notices>`;
}
