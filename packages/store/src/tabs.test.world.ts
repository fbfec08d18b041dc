import type { Identity } from '@rallykit/core';
import { Browser, type Tab } from './browser.test.world.js';
import { people, type TestWorld } from './store.test.world.js';
import type { Environment } from './types.js';

export type { Tab };

/** A browser in which a community is opened by stores of its world. */
export class TestBrowser extends Browser {
  readonly #world: TestWorld;

  constructor(world: TestWorld) {
    super();
    this.#world = world;
  }

  open(options: Parameters<TestWorld['store']>[0] = {}, environment: Partial<Environment> = {}): Tab {
    const tab = this.add(environment);
    const known: Record<string, Identity> = people;
    tab.store = this.#world.store({
      name: 'site',
      connect: async (token) => {
        const name = typeof token === 'function' ? await token() : token;
        return tab.mortal(this.#world.connect((name && known[name]) || null));
      },
      ...options,
      environment: tab.environment,
    });
    return tab;
  }
}
