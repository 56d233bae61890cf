import { formatNumber, plural } from '../../lib/core/format.ts'
import { TYPE_WORDS } from '../../lib/memberships/rules-words.ts'
import { endWords } from '../../lib/sessions/rules.ts'
import type { SeenEntry } from '../../lib/audit/events.ts'
import { isOwnAct, nameOf } from './entry.ts'
import { briefValue, fieldWords, inOrder, plainWords } from './value-words.ts'

const said = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null)
const counted = (value: unknown) => (typeof value === 'number' && value > 0 ? value : 0)

const WHY_REFUSED: Record<string, string> = {
  unknown: 'nobody has that name',
  'wrong-password': 'wrong password',
  'no-password': 'no password set yet',
  deactivated: 'the account is deactivated',
  deleted: 'the account is in the trash',
  anonymized: 'the account was anonymized',
  removed: 'the user was removed',
  purged: 'the user was removed',
  'certificate-unknown': 'the certificate is not one of ours',
  'certificate-revoked': 'the certificate was revoked',
  'certificate-out-of-time': 'the certificate is outside its time',
  'certificate-of-another-name': 'the certificate names nobody, several, or somebody else',
  used: 'the code was used before',
  void: 'the code was taken back or replaced',
  expired: 'the code is too old',
  wrong: 'mistyped',
  'too-many-tries': 'the code was tried too often',
}

const SOURCES: Record<string, string> = { import: 'by import', api: 'through the API', bootstrap: 'with the one-time link' }

const OWN: Record<string, string> = {
  'session.started': 'signed in',
  'login-code.created': 'made a login code for themselves',
  'sign-in.refused': 'could not sign in',
  'account.updated': 'edited their own account',
  'user.updated': 'edited their own profile',
  'user.created': 'created their own account',
  'user.password-link-sent': 'sent a password link to themselves',
  'password.changed': 'changed their own password',
  'password.set': 'set their own password',
  'password.reset-requested': 'asked for a password reset',
  'first-administrator.created': 'became the first administrator',
  'group.member-left': 'left a group',
  'group.request-made': 'asked to join a group',
  'group.request-withdrawn': 'withdrew their request to join a group',
  'membership.created': 'became a member',
  'membership.updated': 'edited their own membership',
  'membership.deleted': 'ended their own membership',
  'membership.vote-affirmed': 'affirmed their vote',
}

/** Where English has the target in the middle. */
const AROUND: Record<string, readonly [string, string]> = {
  'user.deleted': ['moved', 'to the trash'],
  'user.restored': ['restored', 'from the trash'],
  'user.purged': ['removed', 'for good'],
  'group.member-added': ['added', 'to a group'],
  'group.trusted': ['marked the group', 'as trusted'],
  'group.member-removed': ['removed', 'from a group'],
  'catalogue.synchronized': ['brought', 'up to date'],
  'mail.retried': ['sent the mail to', 'again'],
  'setting.reset': ['set', 'back to its default'],
  'job.retried': ['ran the job', 'again'],
}

/** The words around the target: before it, whether it is to be named after them, and what follows it. */
export type Verb = { verb: string; namesTarget: boolean; after: string }
const before = (verb: string, after = ''): Verb => ({ verb, namesTarget: true, after })
const whole = (...words: string[]): Verb => ({ verb: words.filter(Boolean).join(' '), namesTarget: false, after: '' })

/** What was done, in the words that stand around the target. One's own account is not named again. */
export function verbOf(entry: SeenEntry): Verb {
  const { event, sentence, detail, targetType } = entry
  const isOwn = isOwnAct(entry)
  if (event === 'operation.refused') {
    const verb = `was refused “${plainWords(String(detail.operation))}”`
    if (targetType !== 'user') return whole(verb)
    return isOwn ? whole(verb, 'on themselves') : before(`${verb} on`)
  }
  if (isOwn && event === 'session.ended') return whole(detail.why === 'signed-out' ? 'signed out' : 'ended their own sessions')
  if (isOwn && OWN[event]) return whole(OWN[event])
  const role = roleVerb(entry)
  const [verb, after] = role ? [role, ''] : (AROUND[event] ?? [sentence, ''])
  return isOwn ? whole(verb, 'themselves', after) : before(verb, after)
}

function roleVerb({ event, detail, changes }: SeenEntry): string | null {
  const role = said(detail.role)
  if (role === null) return null
  if (event === 'role.grant-ended') return `took the role ${role} from`
  if (event !== 'role.granted') return null
  return changes.validUntil ? `changed the end of the role ${role} of` : `gave the role ${role} to`
}

/** What somebody with a shell on the server calls; all else that the system does, it does by itself. */
const COMMANDS = new Set(['grant-admin', 'password-link', 'login-code', 'import-users', 'audit-verify'])

/** Who acted, as a sentence names them: people by name, programs as what they are. */
export function actorWords({ actorKind, actorLabel }: SeenEntry): string {
  if (actorKind === 'anonymous') return 'Somebody not signed in'
  if (actorKind === 'system') return COMMANDS.has(actorLabel) ? 'The command line' : 'Gatehouse'
  if (actorKind === 'job') return `The job ${actorLabel}`
  return actorKind === 'user' ? nameOf(actorLabel) : actorLabel
}

const roleWords = ({ reach, validUntil }: Record<string, unknown>) => {
  const where = reach === undefined || reach === 'everywhere' ? null : `within ${String(reach)}`
  const until = said(validUntil) && `until ${String(validUntil).slice(0, 10)}`
  return [where, until].filter(Boolean).join(', ')
}

const lengthOf = (value: unknown) => (Array.isArray(value) ? value.length : 0)

/** How many permissions a role gained and lost. */
function permissionsWords({ permissionsAdded, permissionsRemoved }: Record<string, unknown>): string {
  const [added, removed] = [lengthOf(permissionsAdded), lengthOf(permissionsRemoved)]
  return [added && `${plural(added, 'permission')} added`, removed && `${plural(removed, 'permission')} taken away`]
    .filter(Boolean)
    .join(', ')
}

/** What changed, for the end of a sentence: the field with both values when it is one and they are short, else the names of the fields. */
export function changeWords({ changes }: SeenEntry): string | null {
  const fields = inOrder(changes)
  const [only] = fields
  if (!only) return null
  if (fields.length === 1) {
    const [name, { before, after }] = only
    const [was, is] = [briefValue(name, before), briefValue(name, after)]
    // A setting has one value, and the sentence has named it.
    const field = name === 'value' ? null : fieldWords(name)
    return was !== null && is !== null ? `${field ? `${field}: ` : ''}${was} → ${is}` : field
  }
  const names = fields.map(([name], index) => (index === 0 ? fieldWords(name) : lowerFirst(fieldWords(name))))
  return names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ')
}

const lowerFirst = (words: string) => (/^[A-Z][a-z-]/.test(words) ? words.charAt(0).toLowerCase() + words.slice(1) : words)

const membershipType = ({ detail }: SeenEntry) => (TYPE_WORDS as Record<string, string>)[String(detail.type)]?.toLowerCase() ?? null

/** Which group, as what and until when. */
const memberWords = ({ detail: { group, role, validUntil }, changes }: SeenEntry) =>
  [
    said(group),
    !changes.role && !changes.validUntil && role === 'manager' ? 'as manager' : null,
    said(validUntil) && `until ${String(validUntil).slice(0, 10)}`,
  ]
    .filter(Boolean)
    .join(', ')
const groupWords = ({ detail }: SeenEntry) => said(detail.group)

const BRIEF: Partial<Record<string, (entry: SeenEntry) => string | null>> = {
  'user.created': ({ detail }) => SOURCES[String(detail.source)] ?? null,
  'role.granted': (entry) => (entry.changes.validUntil ? changeWords(entry) : roleWords(entry.detail)),
  'role.grant-ended': ({ detail }) => roleWords(detail),
  'role.updated': (entry) => permissionsWords(entry.detail) || changeWords(entry),
  'sign-in.refused': ({ detail }) => WHY_REFUSED[String(detail.why)] ?? plainWords(String(detail.why)).toLowerCase(),
  'login-code.refused': ({ detail }) =>
    detail.why === 'unknown' ? 'no such code' : (WHY_REFUSED[String(detail.why)] ?? plainWords(String(detail.why)).toLowerCase()),
  'bulk-run.cancelled': ({ detail }) =>
    `${formatNumber(counted(detail.done))} done, ${formatNumber(counted(detail.left))} left as they were`,
  'bulk-run.finished': ({ detail }) => `${formatNumber(counted(detail.changed))} changed, ${formatNumber(counted(detail.skipped))} skipped`,
  'audit.read': ({ detail }) => readWords(String(detail.query)),
  'users.exported': ({ detail }) => said(detail.format)?.toUpperCase() ?? null,
  'audit.exported': ({ detail }) => said(detail.format)?.toUpperCase() ?? null,
  'memberships.exported': ({ detail }) => said(detail.format)?.toUpperCase() ?? null,
  'bulk-run.exported': ({ detail }) => said(detail.format)?.toUpperCase() ?? null,
  'user.password-link-sent': ({ detail }) => purposeWords(detail.purpose),
  'setting.changed': changeWords,
  'user.updated': changeWords,
  'membership.created': membershipType,
  'membership.updated': changeWords,
  'membership.deleted': membershipType,
  'account.updated': changeWords,
  'group.created': ({ detail }) => said(detail.parent) && `in ${String(detail.parent)}`,
  'group.updated': changeWords,
  'group.moved': ({ detail }) => `${said(detail.from) ?? 'the top'} → ${said(detail.to) ?? 'the top'}`,
  'group.member-added': memberWords,
  'group.member-changed': memberWords,
  'group.member-removed': groupWords,
  'group.member-left': groupWords,
  'group.request-made': groupWords,
  'group.request-withdrawn': groupWords,
  'group.request-approved': memberWords,
  'group.request-rejected': groupWords,
  'group.end-reminded': memberWords,
  'saved-view.updated': changeWords,
  'banner.updated': changeWords,
}

/** What of the log was read: by which filters, or which one thing. */
function readWords(query: string): string | null {
  const filters = [...new Set(new URLSearchParams(query).keys())]
  if (filters.length === 0) return null
  if (filters[0] === 'entry') return 'one event'
  if (filters[0] === 'activity') return 'one user’s activity'
  if (filters[0] === 'group') return 'one group’s activity'
  return `filtered by ${filters.map((name) => ({ ip: 'IP address', correlation: 'what belongs together' })[name] ?? name).join(', ')}`
}

const purposeWords = (purpose: unknown) => (purpose === 'RESET_PASSWORD' ? 'to reset the password' : 'to set a first password')

/** What an entry carries beside actor, verb and target, in a few words; null when the sentence says it all. */
export function briefWords(entry: SeenEntry): string | null {
  const words = BRIEF[entry.event]?.(entry)
  if (words !== undefined) return words || null
  const ended = counted(entry.detail.sessionsEnded) || (entry.detail.why === 'signed-out' ? 0 : counted(entry.detail.sessions))
  return ended > 0 ? `${plural(ended, 'session')} ended` : null
}

const RULES: Record<string, string> = {
  SELF: 'it is their own account',
  LAST_ADMINISTRATOR: 'it is the last administrator',
  OUTRANKED: 'that user may do more than they',
}

/** The reason as it stands in a sentence: what a rule or a missing permission said is cut to its gist, the detail has it in full. */
export function reasonWords({ event, detail, reason }: SeenEntry): string | null {
  if (event !== 'operation.refused') return reason || null
  if (detail.code === 'FORBIDDEN') return 'their roles do not allow it'
  if (!/^[A-Z_]+$/.test(reason)) return reason || null
  return RULES[reason] ?? plainWords(reason.toLowerCase()).toLowerCase()
}

const DETAIL_NAMES: Record<string, string> = {
  sessionsEnded: 'Sessions ended',
  sessions: 'Sessions ended',
  source: 'Created by',
  reach: 'Reach',
  validUntil: 'Until',
  why: 'Why',
  to: 'To',
  purpose: 'Link for',
  at: 'At',
  method: 'Signed in with',
}
const DETAIL_VALUES: Record<string, Record<string, string>> = {
  source: { form: 'Form', import: 'Import', api: 'API', bootstrap: 'One-time link', administrator: 'Administrator', self: 'The member' },
  purpose: {
    RESET_PASSWORD: 'Resetting the password',
    SET_PASSWORD: 'Setting a first password',
    FIRST_ADMINISTRATOR: 'The first administrator',
  },
  method: {
    password: 'Password',
    certificate: 'Client certificate',
    'login-code': 'One-time code',
    'first-administrator': 'One-time link',
  },
  reach: { everywhere: 'Everywhere' },
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** How the users of a bulk run were chosen. */
function selectionWords(selection: unknown): unknown {
  if (!isRecord(selection)) return selection
  if (selection.kind === 'ids') return 'One by one'
  if (selection.kind !== 'matching') return selection
  return said(selection.search) ? `All that matched ${said(selection.search)}` : 'All of the list'
}

/** All that an entry carries of its own, as pairs of words and a value to show; counts of nothing and version numbers are left out. */
export function detailFacts({ event, detail }: SeenEntry): { term: string; field: string; value: unknown }[] {
  return Object.entries(detail).flatMap(([name, value]) => {
    if (name === 'to' && event === 'user.restored') return [] // the change of status has it
    if (name === 'version' || ((name === 'sessions' || name === 'sessionsEnded') && value === 0)) return []
    if (name === 'why') {
      const words = event === 'session.ended' ? endWords(said(value)) : (WHY_REFUSED[String(value)] ?? plainWords(String(value)))
      return [{ term: 'Why', field: name, value: words.charAt(0).toUpperCase() + words.slice(1) }]
    }
    if (name === 'validUntil') return [{ term: 'Until', field: name, value: value ?? 'Without end' }]
    if (name === 'selection') return [{ term: 'Users chosen', field: name, value: selectionWords(value) }]
    if (name === 'parameters' && isRecord(value)) {
      const given = Object.entries(value).filter(([key]) => !key.endsWith('Id')) // the names beside them say it
      return given.map(([key, each]) => ({ term: fieldWords(key), field: key, value: each }))
    }
    if (name === 'action') return [{ term: 'Act', field: name, value: plainWords(String(value)) }]
    if (name === 'groupId') return [] // the name beside it says it
    if (name === 'operation') return [{ term: 'Operation', field: name, value: plainWords(String(value)) }]
    const words = typeof value === 'string' ? DETAIL_VALUES[name]?.[value] : undefined
    return [{ term: DETAIL_NAMES[name] ?? fieldWords(name), field: name, value: words ?? value }]
  })
}
