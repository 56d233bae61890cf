import type { OfferedPermission } from './permission-words.ts'

type Includes = Pick<OfferedPermission, 'name' | 'includes'>

/**
 * For each permission that comes with another one of `held`: the first of `held` that brings it, directly or further down. What is held
 * itself is listed too when another brings it as well.
 */
export function broughtBy(held: ReadonlySet<string>, permissions: readonly Includes[]): ReadonlyMap<string, string> {
  const includes = new Map(permissions.map((each) => [each.name, each.includes]))
  const brought = new Map<string, string>()
  for (const { name: source } of permissions) {
    if (!held.has(source)) continue
    const visit = (name: string) => {
      for (const next of includes.get(name) ?? []) {
        if (next === source || brought.has(next)) continue
        brought.set(next, source)
        visit(next)
      }
    }
    visit(source)
  }
  return brought
}

/** What is added to a choice and what is taken from it, each in the order of its list. */
export const changesBetween = (before: readonly string[], now: ReadonlySet<string>) => {
  const known = new Set(before)
  return { added: [...now].filter((name) => !known.has(name)), removed: before.filter((name) => !now.has(name)) }
}

/** How many of these are allowed, themselves or through another: what the box of a noun shows. */
export function stateOf(names: readonly string[], held: ReadonlySet<string>, brought: ReadonlyMap<string, string>) {
  const allowed = names.filter((name) => held.has(name) || brought.has(name)).length
  return { allowed, state: allowed === 0 ? ('none' as const) : allowed === names.length ? ('all' as const) : ('some' as const) }
}

/**
 * The choice after the box of a noun is pressed: everything allowed when something was missing, else nothing of it held any more. What
 * cannot be given (`locked`) stays as it is; what another permission brings is not held a second time.
 */
export function pressNoun(
  names: readonly string[],
  held: ReadonlySet<string>,
  brought: ReadonlyMap<string, string>,
  locked: ReadonlySet<string>,
): ReadonlySet<string> {
  const free = names.filter((name) => !locked.has(name))
  const missing = free.filter((name) => !held.has(name) && !brought.has(name))
  const next = new Set(held)
  if (missing.length > 0) for (const name of missing) next.add(name)
  else for (const name of free) next.delete(name)
  return next
}
