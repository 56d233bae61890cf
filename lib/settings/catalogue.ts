// What can be set while Gatehouse runs. Runs in browsers too. Secrets, and what a process needs before it reaches the database, are configuration.
import { z } from 'zod'
import { line, paragraph } from '../core/fields.ts'

/** The parts of the settings screen, in their order. */
export const SETTING_SECTIONS = {
  sessions: {
    label: 'Sessions',
    description: 'How long a sign-in lasts. The defaults are the longest that our policy allows; shorter is stricter.',
  },
  passwords: { label: 'Passwords and links', description: 'What a new password needs, and how long the links that set one work.' },
  enrollment: { label: 'Joining', description: 'How people get in: invitations, and how long what waits is kept.' },
  certificates: {
    label: 'Certificates',
    description: 'How long client certificates last, who may ask for them, and which files hold them.',
  },
  texts: { label: 'Texts and contact', description: 'What people read before they are signed in. Plain text, shown as it is typed.' },
  lists: { label: 'Lists', description: 'How lists look for people who have not chosen for themselves.' },
  retention: { label: 'Keeping and removing', description: 'When what nobody needs any more is removed for good.' },
} as const
export type SettingSection = keyof typeof SETTING_SECTIONS

type Shown = {
  section: SettingSection
  label: string
  /** What it decides, with range and unit, in plain words. */
  hint: string
  /** What a change does, and when. */
  effect: string
}
/** How a form asks for it. */
export type SettingField =
  | { kind: 'number'; min: number; max: number; unit: string }
  | { kind: 'choice'; choices: readonly number[] }
  | { kind: 'word'; words: Readonly<Record<string, string>> }
  | { kind: 'option'; options: readonly { value: string; label: string }[] }
  | { kind: 'line'; limit: number; placeholder: string }
  | { kind: 'text'; limit: number }

const thousands = (n: number) => n.toLocaleString('en')

/** A whole number in a range, from JSON or as a form sends it. */
function whole(min: number, max: number, unit: string, initial: number, shown: Shown) {
  const error = `Enter a whole number from ${thousands(min)} to ${thousands(max)}.`
  const text = z.string().trim().regex(/^\d{1,6}$/, error).transform(Number) // prettier-ignore
  const schema = z.union([z.number(), text], { error }).pipe(z.number().int(error).min(min, error).max(max, error))
  return { ...shown, schema, initial, field: { kind: 'number', min, max, unit } as SettingField }
}

/** One of a few numbers. */
function oneOf<const C extends readonly [number, ...number[]]>(choices: C, initial: C[number], shown: Shown) {
  const schema = z.coerce.number().pipe(z.literal([...choices] as C[number][], `Choose one of: ${choices.join(', ')}.`))
  return { ...shown, schema, initial, field: { kind: 'choice', choices } as SettingField }
}

/** One of a few words that have a label each: the first of `[value, label]` is stored. */
function oneWordOf<const O extends readonly [readonly [string, string], ...(readonly [string, string])[]]>(
  options: O,
  initial: O[number][0],
  shown: Shown,
) {
  const values = options.map(([value]) => value) as [O[number][0], ...O[number][0][]]
  const schema = z.enum(values, { error: `Choose one of: ${options.map(([, label]) => label).join(', ')}.` })
  return {
    ...shown,
    schema,
    initial,
    field: { kind: 'option', options: options.map(([value, label]) => ({ value, label })) } as SettingField,
  }
}

/** One of a few words, each with how the screen calls it. */
function oneWord<const W extends Record<string, string>>(words: W, initial: keyof W & string, shown: Shown) {
  const schema = z.enum(Object.keys(words) as [keyof W & string], `Choose one of: ${Object.values(words).join(', ')}.`)
  return { ...shown, schema, initial: initial as string, field: { kind: 'word', words } as SettingField }
}

/** Plain text of several lines; may be empty. */
const plainText = (limit: number, shown: Shown) => ({
  ...shown,
  schema: paragraph(limit),
  initial: '',
  field: { kind: 'text', limit } as SettingField,
})

const ADDRESS = /^[^\s@<>()[\],;:"\\\p{Cc}]+@[^\s@<>()[\],;:"\\\p{Cc}]+$/u
const isWebAddress = (text: string) => {
  const url = URL.parse(text)
  return url !== null && /^https?:\/\//i.test(text) && !url.username && !url.password
}

/** Where people turn to: an e-mail address, a page, or nothing. Never another scheme: it becomes a link on pages that anybody sees. */
const contact = line(300).refine(
  (text) => text === '' || ADDRESS.test(text) || isWebAddress(text),
  'Enter an e-mail address such as help@example.org, or an address that begins with https://.',
)

const AT_ONCE = 'Takes effect within 10 seconds.'
const OPEN_TOO = 'Takes effect for open sessions too, within 10 seconds.'
const NEW_LINKS = 'Takes effect for links that are sent from then on; links that were sent before keep the time they were sent with.'

/**
 * Every setting: its schema, with the range; its default; and the words of the screen. No range can lock everybody out or go below the
 * security policy (NIST 800-63B-4, ASVS): settings make an installation stricter, never laxer. What must hold between them is in
 * `whyNotTogether`. Names are never changed, as the audit log holds them.
 */
export const SETTINGS = {
  'session.idleMinutes': whole(5, 60, 'minutes', 60, {
    section: 'sessions',
    label: 'Idle time',
    hint: 'After so many minutes without use, people have to sign in again. 5 to 60 minutes.',
    effect: OPEN_TOO,
  }),
  'session.privilegedIdleMinutes': whole(5, 15, 'minutes', 15, {
    section: 'sessions',
    label: 'Idle time of administrators',
    hint: 'The same for everybody who may administer others. 5 to 15 minutes, and never more than the idle time of all.',
    effect: OPEN_TOO,
  }),
  'session.absoluteHours': whole(1, 24, 'hours', 24, {
    section: 'sessions',
    label: 'Longest session',
    hint: 'After so many hours people have to sign in again, whatever they do. 1 to 24 hours.',
    effect: OPEN_TOO,
  }),
  'session.privilegedAbsoluteHours': whole(1, 12, 'hours', 12, {
    section: 'sessions',
    label: 'Longest session of administrators',
    hint: 'The same for everybody who may administer others. 1 to 12 hours, and never more than the longest session of all.',
    effect: OPEN_TOO,
  }),
  'session.mostOpen': whole(1, 10, 'sessions', 10, {
    section: 'sessions',
    label: 'Open sessions per user',
    hint: 'One more sign-in ends the session that was used least recently. 1 to 10 sessions.',
    effect: 'Takes effect at the next sign-in of each user; until then open sessions stay.',
  }),
  'password.minLength': whole(15, 64, 'characters', 15, {
    section: 'passwords',
    label: 'Shortest password',
    hint: 'So many characters a new password needs at least. 15 to 64 characters: 15 is what NIST asks for where nothing but the password is asked for.',
    effect: 'Takes effect for passwords that are set from then on. Present ones go on working.',
  }),
  'password.linkHours': whole(1, 336, 'hours', 120, {
    section: 'passwords',
    label: 'Invitation links work for',
    hint: 'How long a new user has to set the first password. 1 to 336 hours, which is 14 days.',
    effect: NEW_LINKS,
  }),
  'password.resetMinutes': whole(10, 1_440, 'minutes', 30, {
    section: 'passwords',
    label: 'Reset links work for',
    hint: 'How long a link that replaces a forgotten password works. 10 to 1,440 minutes, which is one day.',
    effect: NEW_LINKS,
  }),
  'enrollment.invitationDays': whole(1, 60, 'days', 7, {
    section: 'enrollment',
    label: 'Invitations to enroll work for',
    hint: 'How long somebody who was invited has to begin, where the invitation does not say it. 1 to 60 days.',
    effect: NEW_LINKS,
  }),
  'certificate.days': whole(1, 825, 'days', 365, {
    section: 'certificates',
    label: 'Certificates are valid for',
    hint: 'How long a client certificate can be used before it has to be renewed. 1 to 825 days, and never longer than the certificate authority lasts.',
    effect: 'Takes effect for certificates that are issued from then on; others keep the time they were issued with.',
  }),
  'certificate.selfService': oneWord(
    { pools: 'People whose enrollment pool offers it', everybody: 'Everybody', nobody: 'Nobody; administrators issue them' },
    'pools',
    {
      section: 'certificates',
      label: 'Who may ask for a certificate',
      hint: 'For themselves, on the certificates page of the account. Renewing and revoking one’s own is always possible.',
      effect: AT_ONCE,
    },
  ),
  'certificate.legacyPfx': oneWord({ off: 'Not allowed', on: 'Allowed' }, 'off', {
    section: 'certificates',
    label: 'Files for old devices',
    hint: 'PFX files with 3DES and SHA-1, for devices that cannot open others. Whoever gets hold of such a file guesses its password far more easily. Every download of one is recorded as such.',
    effect: AT_ONCE,
  }),
  'signIn.notice': plainText(1_000, {
    section: 'texts',
    label: 'Notice on the sign-in page',
    hint: 'For everybody who opens the sign-in page: rules of use, or when the site will be away. At most 1,000 characters; empty shows nothing.',
    effect: AT_ONCE,
  }),
  'signUp.text': plainText(2_000, {
    section: 'texts',
    label: 'Text for new users',
    hint: 'Stands in invitation mails and above the form that sets the first password. At most 2,000 characters; empty shows nothing.',
    effect: 'Takes effect within 10 seconds, also for invitations that are still waiting to be sent.',
  }),
  'support.contact': {
    section: 'texts' as SettingSection,
    label: 'Support contact',
    hint: 'Where people turn who cannot help themselves: an e-mail address, or a page that begins with https://. Shown on pages that anybody can open, on pages that say what went wrong, and at the end of mails. Empty shows nothing.',
    effect: AT_ONCE,
    schema: contact,
    initial: '',
    field: { kind: 'line', limit: 300, placeholder: 'help@example.org' } as SettingField,
  },
  'enrollment.expireDays': whole(1, 365, 'days', 30, {
    section: 'enrollment',
    label: 'Waiting enrollments expire after',
    hint: 'So many days after it began, an enrollment that nobody decided ends by itself, and its username is free again. 1 to 365 days.',
    effect: 'Takes effect for enrollments that begin from then on; those that wait keep the end that they had.',
  }),
  'enrollment.remindDays': whole(0, 30, 'days', 2, {
    section: 'enrollment',
    label: 'Reminder of what waits',
    hint: 'After so many days approvers are reminded, once, of whoever still waits for them. 0 to 30 days; 0 never reminds.',
    effect: 'Takes effect with the next reminders, each hour; for what waits already, too.',
  }),
  'accessRequests.open': oneWordOf(
    [
      ['yes', 'Yes'],
      ['no', 'No'],
    ],
    'yes',
    {
      section: 'enrollment',
      label: 'Take access requests',
      hint: 'Whether anybody may ask for access without a link, on the page “Ask for access”. Requests that wait already stay in the inbox.',
      effect: AT_ONCE,
    },
  ),
  'list.rowsPerPage': oneOf([25, 50, 100], 25, {
    section: 'lists',
    label: 'Rows per page',
    hint: 'For everybody who has not chosen a number of rows for themselves. 25, 50 or 100 rows.',
    effect: AT_ONCE,
  }),
  'trash.days': whole(1, 365, 'days', 30, {
    section: 'retention',
    label: 'Time in the trash',
    hint: 'After so many days in the trash, users are removed for good. 1 to 365 days. With fewer days, those who have been there for longer already go the next night, and cannot be brought back.',
    effect: 'Takes effect when the trash is emptied next, each night at 03:17 UTC.',
  }),
  'audit.retentionMonths': whole(0, 120, 'months', 0, {
    section: 'retention',
    label: 'Retention of the audit log',
    hint: 'How many full months the audit log reaches back. 0 to 120 months; 0 keeps everything. What is older is removed for good: who did what then can never be looked up again, and a longer time set later does not bring it back.',
    effect: 'Takes effect when the log is tidied next, once a day.',
  }),
}

export type SettingKey = keyof typeof SETTINGS
/** What `setting(key)` gives. */
export type SettingValue<K extends SettingKey = SettingKey> = z.output<(typeof SETTINGS)[K]['schema']>
export type SettingValues = { [K in SettingKey]: SettingValue<K> }

/** All keys, in the order of the screen. */
export const SETTING_KEYS = Object.keys(SETTINGS) as [SettingKey, ...SettingKey[]]

/** What a setting is while nobody has changed it. */
export const defaultOf = <K extends SettingKey>(key: K): SettingValue<K> => SETTINGS[key].initial as SettingValue<K>

/** A stored or typed value as the setting takes it, or null when it does not fit. */
export function fitting<K extends SettingKey>(key: K, value: unknown): SettingValue<K> | null {
  const result = SETTINGS[key].schema.safeParse(value)
  return result.success ? (result.data as SettingValue<K>) : null
}

/** A value in words: "60 minutes", "for ever"; null for an empty text. */
export function settingWords(key: SettingKey, value: string | number): string | null {
  const { field } = SETTINGS[key]
  if (value === '') return null
  if (key === 'audit.retentionMonths' && value === 0) return 'for ever'
  if (key === 'enrollment.remindDays' && value === 0) return 'never'
  if (field.kind === 'option') return field.options.find((each) => each.value === value)?.label ?? String(value)
  if (field.kind === 'word') return field.words[value] ?? String(value)
  if (typeof value === 'string') return value
  if (field.kind !== 'number') return `${thousands(value)} rows`
  return `${thousands(value)} ${value === 1 ? field.unit.slice(0, -1) : field.unit}`
}
