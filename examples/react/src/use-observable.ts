import type { Observable } from '@rallykit/store';
import { useCallback, useSyncExternalStore } from 'react';

/** What a part of the store is now; the component is rendered again when that changes, and the part is freed with it. */
export function useObservable<T>(observable: Observable<T>): T {
  const subscribe = useCallback((changed: () => void) => observable.subscribe(changed), [observable]);
  const value = () => observable.value;
  return useSyncExternalStore(subscribe, value, value);
}
