import { z } from 'zod'
import { LOCAL_TIME, isTimeZone, momentIn } from '../../lib/banners/rules-times.ts'

/** How many lines of each kind a form can have: as many as the operations take. */
export const MOST_LINES = { roles: 20, groups: 20, questions: 20 } as const
const numbers = (most: number) => Array.from({ length: most }, (_, n) => n + 1)

/** The fields of a form that hold a group: an id, or without client JavaScript its name. */
export const GROUP_FIELDS: readonly string[] = [
  'groupId',
  ...numbers(MOST_LINES.groups).map((n) => `group${n}`),
  ...numbers(MOST_LINES.roles).map((n) => `reach${n}`),
]

type Flat = Record<string, unknown>
/** A line of the form that is filled in, and the number that its fields have. */
type Line = { n: number; line: unknown }
const said = (value: unknown) => (typeof value === 'string' ? value.trim() : '')
const asRecord = (value: unknown): Flat => (typeof value === 'object' && value !== null ? (value as Flat) : {})

const rolesIn = (flat: Flat): Line[] =>
  numbers(MOST_LINES.roles).flatMap((n) => {
    const roleId = said(flat[`role${n}`])
    return roleId === '' ? [] : [{ n, line: { roleId, reachGroupId: said(flat[`reach${n}`]) || null } }]
  })

const groupsIn = (flat: Flat): Line[] =>
  numbers(MOST_LINES.groups).flatMap((n) => {
    const groupId = said(flat[`group${n}`])
    return groupId === '' ? [] : [{ n, line: groupId }]
  })

/** A key for a new question, made of its first words; `taken` are those of the others. */
export function keyFor(label: string, taken: ReadonlySet<string>): string {
  const words = label.normalize('NFKD').toLowerCase().replace(/\p{M}/gu, '').replace(/[^a-z0-9]+/g, '_') // prettier-ignore
  const start = words.replace(/^[_\d]+/, '').slice(0, 40).replace(/_+$/, '') || 'question' // prettier-ignore
  for (let n = 1; ; n++) {
    const key = n === 1 ? start : `${start}_${n}`
    if (!taken.has(key)) return key
  }
}

/** A question without text is none; one that is asked already keeps its key. */
function questionsIn(flat: Flat): Line[] {
  const given = numbers(MOST_LINES.questions).map((n) => ({ n, ...asRecord(flat[`q${n}`]) }) as { n: number } & Flat)
  const asked = given.filter(({ label }) => said(label) !== '')
  const taken = new Set(asked.map(({ key }) => said(key)))
  return asked.map(({ n, key, label, type, options, required }) => {
    const own = said(key) || keyFor(said(label), taken)
    taken.add(own)
    const lines = said(options)
      .split(/\r\n?|\n/)
      .map((each) => each.trim())
      .filter(Boolean)
    return { n, line: { key: own, label, type, required, options: type === 'choice' ? lines : [] } }
  })
}

/** A local time in the zone of the form as a moment; what is none stays as it is, for the schema to refuse. */
function momentOf(local: string, zone: string): unknown {
  if (local === '') return null
  if (!LOCAL_TIME.test(local) || !isTimeZone(zone)) return local
  return momentIn(zone, local)?.toISOString() ?? local
}

/** What the form has under other names than the operation, or in more fields than one. */
const OWN = /^(?:role|reach|group|q)\d+$|^(?:timeZone|inPerson|expiresAt|expiresWas)$/

/** What of the form does not belong to the kind of pool that is chosen there. */
function fitKind({ kind, ...fields }: Flat): Flat {
  if (kind === 'single_use') return { ...fields, kind, quota: '', listed: 'false' }
  return kind === 'shared' ? { ...fields, kind, links: '' } : fields
}

/** A form as the operation takes it, and where each of its paths stands in the form. What a form does not have at all stays absent. */
function unpacked(flat: Flat) {
  const [roles, groups, questions] = [rolesIn(flat), groupsIn(flat), questionsIn(flat)]
  const lines = (first: string, name: string, all: Line[]) => (first in flat ? { [name]: all.map(({ line }) => line) } : {})
  const ends = said(flat.expiresAt)
  const input = {
    ...fitKind(Object.fromEntries(Object.entries(flat).filter(([name]) => !OWN.test(name)))),
    // An end that nobody touched may lie in the past, and is not sent.
    ...('expiresAt' in flat && ends !== said(flat.expiresWas) ? { expiresAt: momentOf(ends, said(flat.timeZone)) } : {}),
    ...('inPerson' in flat ? { needsApprovalCode: flat.inPerson } : {}),
    ...lines('role1', 'roles', roles),
    ...lines('group1', 'groupIds', groups),
    ...lines('q1', 'questions', questions),
  }
  const placeOf = ([first, second, third]: readonly PropertyKey[]): PropertyKey[] => {
    const nth = (all: Line[]) => all[typeof second === 'number' ? second : 0]?.n ?? 1
    if (first === 'roles') return [`${third === 'reachGroupId' ? 'reach' : 'role'}${nth(roles)}`]
    if (first === 'groupIds') return [`group${nth(groups)}`]
    if (first === 'questions') return [`q${nth(questions)}`, typeof third === 'string' && third !== 'key' ? third : 'label']
    return [first === 'needsApprovalCode' ? 'inPerson' : (first ?? '')]
  }
  return { input, placeOf }
}

/**
 * The schema of a form over the schema of its operation, for pools and invitations: lines such as `role1`, `reach1`, `group1` and `q1.label`
 * become lists, a local time becomes a moment, and what is wrong is said at the field that it is about. The output is the operation's input,
 * not parsed yet.
 */
export const givingForm = (operation: z.ZodType) =>
  z.looseObject({}).transform((flat, context): Record<string, unknown> => {
    const { input, placeOf } = unpacked(flat)
    const result = operation.safeParse(input)
    if (result.success) return input
    for (const { path, message } of result.error.issues) context.addIssue({ code: 'custom', path: placeOf(path), message })
    return z.NEVER
  })
