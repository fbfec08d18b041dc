import { createContext } from '@lit/context';
import type { RallyError } from '@rallykit/core';
import type { Store } from '@rallykit/store';

/** What a provider tells the elements in it. Copies of RallyKit on one page understand each other by `protocol`. */
export interface Provided {
  readonly protocol: 1;
  /** Undefined while there is none, with `error` when that is final. */
  readonly store: Store | undefined;
  readonly error: RallyError | undefined;
  readonly theme: Theme | undefined;
}

export type Theme = 'light' | 'dark';

export const storeContext = createContext<Provided>(Symbol.for('rallykit.store'));
