const shared = globalThis as typeof globalThis & { gatehouse?: Map<string, unknown> }
const opened = () => (shared.gatehouse ??= new Map())

/**
 * Gives the one value of this process called `name`, made by `open` when it is first asked for. Next bundles its own copy of every
 * module beside the one that the server runs; values kept here are the same in both.
 */
export function once<T>(name: string, open: () => T): T {
  const values = opened()
  if (!values.has(name)) values.set(name, open())
  return values.get(name) as T
}

/** Forgets a value made by `once` and gives it back, or undefined when it was never made. The next `once` makes it anew. */
export function forget<T>(name: string): T | undefined {
  const value = opened().get(name) as T | undefined
  opened().delete(name)
  return value
}

/** Forgets all values made by `once`. For tests that share a process: close what is open first. */
export const forgetAll = () => opened().clear()

/** An object that stands for what `find` gives, but calls it only when something is read from it: importing a module then opens nothing. */
export function lazily<T extends object>(find: () => T): T {
  return new Proxy({} as T, {
    get(_, key) {
      const target = find()
      const value = Reflect.get(target, key) as unknown
      return typeof value === 'function' && key !== 'constructor' ? (value.bind(target) as unknown) : value
    },
    set: (_, key, value) => Reflect.set(find(), key, value),
    has: (_, key) => Reflect.has(find(), key),
    defineProperty: (_, key, property) => Reflect.defineProperty(find(), key, property),
    getOwnPropertyDescriptor(_, key) {
      const property = Reflect.getOwnPropertyDescriptor(find(), key)
      return property && { ...property, configurable: true } // else the language wants it on the stand-in too
    },
    getPrototypeOf: () => Reflect.getPrototypeOf(find()),
  })
}
