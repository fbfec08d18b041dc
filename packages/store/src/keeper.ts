import type { Command, Problem } from '@rallykit/core';

/** An act that the backend has not answered yet, or whose refusal its author has not seen yet, as it is kept over a reload. */
export interface KeptAct {
  readonly command: Command;
  /** When it was done. */
  readonly at: number;
  /** Id of the member who did it; null for somebody who was not signed in. */
  readonly person: string | null;
  /** Why it was refused: it is not sent again. */
  readonly refused?: Partial<Problem>;
  /** Its author has seen that: it is not told again. */
  readonly seen?: true;
}

/** Keeps acts until they are answered and refusals until they are seen, in the order in which they were first kept. Rejects where the browser keeps nothing. */
export interface Keeper {
  read(): Promise<readonly KeptAct[]>;
  /** Keeps an act, in place of an earlier one with its command's id; but nothing in place of a refusal other than that. */
  keep(act: KeptAct): Promise<void>;
  drop(ids: readonly string[]): Promise<void>;
}

interface Row extends KeptAct {
  readonly community: string;
  readonly id: string;
}

/** Acts in the browser's own database, those of each community by its name; one database for all of them. */
export function indexedDbKeeper(community: string): Keeper {
  let opening: Promise<IDBDatabase> | undefined;

  function open(): Promise<IDBDatabase> {
    opening ??= new Promise<IDBDatabase>((resolve, reject) => {
      const request = globalThis.indexedDB.open('rallykit-acts', 1);
      request.onupgradeneeded = () => {
        const acts = request.result.createObjectStore('acts', { autoIncrement: true });
        acts.createIndex('id', ['community', 'id'], { unique: true });
      };
      request.onsuccess = () => {
        const db = request.result;
        // A newer RallyKit in another tab, or somebody who clears the site's data, does not have to wait for this one.
        db.onversionchange = db.onclose = () => {
          db.close();
          opening = undefined;
        };
        resolve(db);
      };
      request.onerror = () => reject(request.error!);
    });
    opening.catch(() => (opening = undefined));
    return opening;
  }

  async function within<T>(
    mode: IDBTransactionMode,
    work: (acts: IDBObjectStore, ids: IDBIndex) => IDBRequest<T> | void,
  ): Promise<T | undefined> {
    const transaction = (await open()).transaction('acts', mode);
    const acts = transaction.objectStore('acts');
    const answer = work(acts, acts.index('id'));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(answer?.result);
      transaction.onabort = () => reject(transaction.error!);
    });
  }

  return {
    async read() {
      const range = globalThis.IDBKeyRange.bound([community], [community, []]);
      const keyed: [IDBValidKey, Row][] = [];
      await within('readonly', (_, ids) => {
        const cursor = ids.openCursor(range);
        cursor.onsuccess = () => {
          if (!cursor.result) return;
          keyed.push([cursor.result.primaryKey, cursor.result.value as Row]);
          cursor.result.continue();
        };
      });
      return keyed.sort(([a], [b]) => Number(a) - Number(b)).map(([, row]) => row);
    },
    async keep(act) {
      const { id } = act.command;
      const row: Row = { ...act, community, id };
      await within('readwrite', (acts, ids) => {
        const known = ids.openCursor([community, id]);
        known.onsuccess = () => {
          const { result } = known;
          if (!result) acts.add(row);
          else if (act.refused || !(result.value as Row).refused) result.update(row);
        };
      });
    },
    async drop(ids) {
      await within('readwrite', (acts, index) => {
        for (const id of ids) {
          const known = index.getKey([community, id]);
          known.onsuccess = () => known.result !== undefined && acts.delete(known.result);
        }
      });
    },
  };
}
