export { createStore } from './store.js';
export type {
  Acting,
  Connect,
  Connection,
  Drafts,
  EntityState,
  EntityView,
  Environment,
  ListState,
  ListView,
  Observable,
  PendingAct,
  Session,
  Store,
  StoreOptions,
  Token,
} from './types.js';
