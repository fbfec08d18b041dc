export { hasDraft } from './draft-key.js';
export { createStore } from './store.js';
export type { Keeper, KeptAct } from './keeper.js';
export type {
  Acting,
  Connect,
  Connection,
  Drafts,
  EntityState,
  EntityView,
  Environment,
  Keeping,
  ListState,
  ListView,
  Observable,
  PendingAct,
  RefusedAct,
  Session,
  Store,
  StoreOptions,
  Token,
} from './types.js';
