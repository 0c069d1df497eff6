/** A database of this browser (IndexedDB) with promises; `Stores` names what each of its stores holds. */
export interface DeviceDatabase<Stores extends object> {
  get: <K extends keyof Stores & string>(store: K, key: string) => Promise<Stores[K] | undefined>
  all: <K extends keyof Stores & string>(store: K) => Promise<Stores[K][]>
  /** Changes several things together, or none of them; on the disk before it settles. */
  change: (
    stores: readonly (keyof Stores & string)[],
    act: (at: <K extends keyof Stores & string>(store: K) => Writing<Stores[K]>) => void,
  ) => Promise<void>
  close: () => void
}

interface Writing<T> {
  put: (value: T, key: string) => void
  remove: (key: string) => void
  /** By what is there in that very moment; undefined: nothing shall be. */
  update: (key: string, act: (before: T | undefined) => T | undefined) => void
}

/** Opens it, made anew where there is none; only this file's callers ever write there, so what comes out is what went in. */
export async function openDeviceDatabase<Stores extends object>(
  name: string,
  stores: readonly (keyof Stores & string)[],
): Promise<DeviceDatabase<Stores>> {
  const opening = indexedDB.open(name, 1)
  opening.onupgradeneeded = () => {
    for (const store of stores) opening.result.createObjectStore(store)
  }
  const database = await settled(opening)
  // Another tab deletes it, because somebody signs out: nobody holds on to it.
  database.onversionchange = () => database.close()
  return {
    get: (store, key) => settled(database.transaction(store).objectStore(store).get(key)),
    all: (store) => settled(database.transaction(store).objectStore(store).getAll()),
    change: (named, act) =>
      new Promise((resolve, reject) => {
        const writing = database.transaction(named, 'readwrite', { durability: 'strict' })
        writing.oncomplete = () => resolve()
        writing.onabort = () => reject(writing.error ?? new Error('Nothing was kept'))
        act((store) => {
          const at = writing.objectStore(store)
          return {
            put: (value, key) => void at.put(value, key),
            remove: (key) => void at.delete(key),
            update: (key, act) => {
              const reading = at.get(key)
              reading.onsuccess = () => {
                const after = act(reading.result)
                if (after !== undefined) at.put(after, key)
                else if (reading.result !== undefined) at.delete(key)
              }
            },
          }
        })
      }),
    close: () => database.close(),
  }
}

/** The same in the memory of this page, for a browser that keeps nothing (some in a private window do not). */
export function makeMemoryDatabase<Stores extends object>(): DeviceDatabase<Stores> {
  const stores = new Map<string, Map<string, unknown>>()
  const at = <K extends keyof Stores & string>(store: K) => {
    const held = stores.get(store) ?? new Map<string, unknown>()
    stores.set(store, held)
    // Each store only ever gets what `Stores` says of it.
    return held as Map<string, Stores[K]>
  }
  return {
    get: (store, key) => Promise.resolve(at(store).get(key)),
    all: (store) => Promise.resolve([...at(store).values()]),
    change: (_stores, act) => {
      act((store) => ({
        put: (value, key) => void at(store).set(key, value),
        remove: (key) => void at(store).delete(key),
        update: (key, update) => {
          const after = update(at(store).get(key))
          if (after === undefined) at(store).delete(key)
          else at(store).set(key, after)
        },
      }))
      return Promise.resolve()
    },
    close: () => undefined,
  }
}

/** Deletes one; settles once it is gone, also from other tabs that had it open. */
export const removeDeviceDatabase = async (name: string): Promise<void> => {
  await settled(indexedDB.deleteDatabase(name))
}

/** The names of those there are; none where this browser keeps nothing. */
export const listDeviceDatabases = async (): Promise<string[]> => {
  try {
    return (await indexedDB.databases()).flatMap(({ name }) => name ?? [])
  } catch {
    return []
  }
}

const settled = <T>(request: IDBRequest<T>) =>
  new Promise<T>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('This browser keeps nothing'))
  })
