import { z } from 'zod'
import { isStorable } from './fields.ts'

/** The page sizes a person can choose. */
export const PAGE_SIZES = [25, 50, 100] as const

/** A filter that is on or off; off unless the address says `1` or `true`. */
export const flag = z.union([z.boolean(), z.enum(['1', 'true']).transform(() => true)]).default(false)

const SEARCH_MAX = 200
const CURSOR_MAX = 1_000
type Fields<S extends readonly [string, ...string[]], F extends z.ZodRawShape, L extends z.ZodRawShape, M extends string> = ReturnType<
  typeof baseFields<S>
> &
  F &
  L &
  Record<M, ReturnType<typeof familyRecord>>

function baseFields<const S extends readonly [string, ...string[]]>(sort: S, defaultSort: S[number], defaultDirection: 'asc' | 'desc') {
  const cursor = z.string().min(1).max(CURSOR_MAX).optional()
  return {
    /** Search text, at most 200 characters. */
    q: z.string().trim().max(SEARCH_MAX).refine(isStorable, 'Control characters are not allowed.').default(''),
    sort: z.enum(sort).default(defaultSort as never),
    direction: z.enum(['asc', 'desc']).default(defaultDirection),
    perPage: z.coerce
      .number()
      .pipe(z.literal(PAGE_SIZES))
      .default(25 as never),
    /** Opaque place after which, or before which, the page begins. */
    after: cursor,
    before: cursor,
    /** The last page. */
    last: flag,
  }
}

const PLACE = ['after', 'before', 'last']

/**
 * Filters whose names are known only at run time: parameters that begin with `prefix` and go on as `name` says, with up to 200 characters
 * each. The list has them as one record, by their names without the prefix; what they mean is for its operation to decide.
 */
export type FilterFamily = { prefix: string; name: RegExp }
const FAMILY_MOST = 200
const familyRecord = ({ name }: FilterFamily) =>
  z
    .record(z.string().regex(name), z.string().trim().min(1).max(SEARCH_MAX).refine(isStorable, 'Control characters are not allowed.'))
    .default({})

/** The parameters of a family in an address, by their names without the prefix; empty ones and what does not fit are left out. */
function familyIn(raw: Record<string, unknown>, { prefix, name }: FilterFamily): Record<string, string> {
  const value = familyRecord({ prefix, name }).unwrap().valueType
  const found = Object.entries(raw).flatMap(([full, given]) => {
    const own = full.startsWith(prefix) ? full.slice(prefix.length) : ''
    const fit = name.test(own)
      ? candidates(given)
          .map((each) => value.safeParse(each))
          .find(({ success }) => success)
      : undefined
    return fit?.success ? [[own, fit.data] as const] : []
  })
  return Object.fromEntries(found.slice(0, FAMILY_MOST))
}

/**
 * One description of a list: which keys sort, which filters exist (each filter schema must accept its own output, have a default or
 * be optional, and be a string, number, boolean or array of strings). `strict` rejects what it does not know, for the API; `lenient`
 * takes the address bar and falls back field by field; `fromSearch` does so with a query string and says what did not fit; `toSearch` and
 * `linkTo` write the same state back, leaving defaults out. `looks` are parameters like filters that change how rows look, not which;
 * `families` are filters with names of their own.
 */
export function defineList<
  const S extends readonly [string, ...string[]],
  F extends z.ZodRawShape = Record<never, never>,
  L extends z.ZodRawShape = Record<never, never>,
  M extends string = never,
>(spec: {
  sort: S
  defaultSort?: S[number]
  defaultDirection?: 'asc' | 'desc'
  filters?: F
  looks?: L
  families?: Readonly<Record<M, FilterFamily>>
}) {
  const base = baseFields(spec.sort, spec.defaultSort ?? spec.sort[0], spec.defaultDirection ?? 'asc')
  const families = Object.entries(spec.families ?? {}) as [string, FilterFamily][]
  const records = Object.fromEntries(families.map(([name, family]) => [name, familyRecord(family)]))
  const strict = z.strictObject({ ...base, ...spec.filters, ...spec.looks, ...records } as Fields<S, F, L, M>)
  type Params = z.output<typeof strict>
  const fields = Object.entries(strict.shape) as [string, z.ZodType][]
  const defaults = Object.fromEntries(fields.map(([name, field]) => [name, JSON.stringify(field.parse(undefined))]))

  /** Reads search parameters; whatever does not fit falls back to its default. The first of repeated values counts, except for arrays. */
  const lenient = (raw: Record<string, unknown>): Params => {
    const kept = fields.flatMap(([name, field]) => {
      const family = spec.families?.[name as M]
      if (family) return [[name, familyIn(raw, family)] as const]
      const given = candidates(raw[name]).map((value) => field.safeParse(value))
      const fit = given.find((result) => result.success)
      return fit?.success && fit.data !== undefined ? [[name, fit.data] as const] : []
    })
    return strict.parse(Object.fromEntries(kept))
  }

  /** Reads a query string as `lenient` does. `dropped` names what it does not know or what did not fit, for whom a guess is not enough. */
  const fromSearch = (search: string): { params: Params; dropped: string[] } => {
    const given = new URLSearchParams(search)
    const raw = Object.fromEntries([...new Set(given.keys())].map((name) => [name, given.getAll(name)]))
    const known = new Map(fields.filter(([name]) => !families.some(([own]) => own === name)))
    const fits = (name: string) => candidates(raw[name]).some((value) => known.get(name)?.safeParse(value).success)
    const taken = new Set(families.flatMap(([, family]) => Object.keys(familyIn(raw, family)).map((own) => family.prefix + own)))
    return { params: lenient(raw), dropped: Object.keys(raw).filter((name) => !fits(name) && !taken.has(name)) }
  }

  /** The search parameters that bring exactly this state back, in the order of the fields. */
  const toSearch = (params: Partial<Params>): URLSearchParams => {
    const search = new URLSearchParams()
    for (const [name] of fields) {
      const value = (params as Record<string, unknown>)[name]
      if (value === undefined || value === null || JSON.stringify(value) === defaults[name]) continue
      const family = spec.families?.[name as M]
      if (family) {
        for (const [own, each] of Object.entries(value)) search.append(family.prefix + own, String(each))
        continue
      }
      for (const each of Array.isArray(value) ? value : [value]) search.append(name, each === true ? '1' : String(each))
    }
    return search
  }

  /**
   * The query string ("?q=…", or "?" when all is default) of this state with a change. Any change but one of place leads back to the
   * first page; `undefined` takes a filter away.
   */
  const linkTo = (params: Partial<Params>, change: { [K in keyof Params]?: Params[K] | undefined }): string => {
    const start = { ...params } as Record<string, unknown>
    for (const name of PLACE) delete start[name]
    return `?${toSearch({ ...start, ...change } as Partial<Params>)}`
  }

  /** Whether search text or a filter narrows the list: then an empty result means "no match", not "nothing yet". */
  const isNarrowed = (params: Partial<Params>): boolean => {
    const search = toSearch(params)
    const named = [...search.keys()]
    return (
      ['q', ...Object.keys(spec.filters ?? {})].some((name) => search.has(name)) ||
      families.some(([, { prefix }]) => named.some((name) => name.startsWith(prefix)))
    )
  }

  return { strict, lenient, fromSearch, toSearch, linkTo, isNarrowed }
}

/** What one raw parameter may stand for: itself, its first value, or a list of one. */
function candidates(value: unknown): unknown[] {
  if (value === undefined) return []
  return Array.isArray(value) ? [value, value[0]] : [value, [value]]
}
