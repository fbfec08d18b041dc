// A tab of a site whose community the browser keeps: `?store=NAME`, and `&deaf` for one that no other tab can wake.
import { RallyError } from '@rallykit/core';
import { indexedDbHost } from './index.js';
import { entities } from './stage.test.world.js';

const asked = new URLSearchParams(location.search);
if (asked.has('deaf')) {
  globalThis.BroadcastChannel = class extends EventTarget {
    onmessage = null;
    postMessage() {}
    close() {}
  } as unknown as typeof BroadcastChannel;
}

const host = indexedDbHost({ name: asked.get('store') ?? '', seed: { default: entities } });
Object.assign(globalThis, { host });

const report = await host.ready().then(
  () => 'ready',
  (error: unknown) => (RallyError.is(error) ? `${error.code}: ${error.message}` : String(error)),
);
parent.postMessage(report, '*');
