import { z } from 'zod'
import { duration } from '../core/format.ts'

/** One block of a message. User text may stand in any of them: it is text, never markup. */
export type Part =
  | { kind: 'text'; text: string }
  /** What a person wrote, set apart from our own words. */
  | { kind: 'quote'; text: string }
  /** The button, with the address readable below it. */
  | { kind: 'link'; label: string; href: string }

/**
 * Where links lead (APP_URL, never a request's Host), for templates with a link the finished address, and what administrators want new users
 * to read.
 */
export type Place = { appUrl: string; link: string; signUpText: string }

type Definition<S extends z.ZodObject = z.ZodObject> = {
  values: S
  /** Holds no user text. */
  subject: string
  /** For how long the link in it works, in minutes, where the message does not say it. Templates without it have no link. */
  linkMinutes?: number
  /** The path that the link leads to; the secret is appended as `?token=`. */
  linkPath?: string
  parts: (values: z.output<S>, place: Place) => Part[]
}
const define = <S extends z.ZodObject>(definition: Definition<S>) => definition

const INVISIBLE = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\ufeff]+/gu

/** User text as one harmless line: no control or direction characters, single spaces, cut to `limit` characters. */
export function tame(text: string, limit: number): string {
  const characters = [...text.toWellFormed().replace(INVISIBLE, ' ').replace(/\s+/gu, ' ').trim()]
  return characters.length > limit ? `${characters.slice(0, limit - 1).join('')}…` : characters.join('')
}
const shown = (limit: number) => z.string().transform((text) => tame(text, limit))
const name = shown(100)
/** For how long the link of a message works. The default is for messages from when it could not be set. */
const minutes = (before: number) => z.number().int().min(1).default(before)
const INVITATION_MINUTES = 5 * 24 * 60
const RESET_MINUTES = 30
const CONFIRMATION_MINUTES = 5 * 24 * 60
const WAITING_MINUTES = 30 * 24 * 60

const text = (words: string): Part => ({ kind: 'text', text: words })
const hello = (who: string) => text(who ? `Hello ${who},` : 'Hello,')
const paragraphs = (words: string) => words.split('\n').map((each) => tame(each, 2_000)).filter(Boolean).map(text) // prettier-ignore
const notYou = 'If you did not expect this, you can ignore this message: nothing happens unless the link is used.'

/** Every message that Gatehouse sends: the values that are stored with it (never the link's secret), and its words. */
export const TEMPLATES = {
  /** Somebody made an account for a person, who now chooses a password. `name` may be empty. */
  invitation: define({
    values: z.strictObject({ name, username: name, linkMinutes: minutes(INVITATION_MINUTES) }),
    linkMinutes: INVITATION_MINUTES,
    linkPath: '/set-password',
    subject: 'Set a password for your new account',
    parts: (values, { appUrl, link, signUpText }) => [
      hello(values.name),
      text(`An account was made for you at ${appUrl}. Your username is ${values.username}. Choose a password to begin.`),
      ...paragraphs(signUpText),
      { kind: 'link', label: 'Set your password', href: link },
      text(`The link works once, within ${duration(values.linkMinutes)}. After that, ask an administrator for a new one.`),
      text(notYou),
    ],
  }),
  /** Asked for by the person, or sent by an administrator. */
  'password-reset': define({
    values: z.strictObject({ name, username: name, linkMinutes: minutes(RESET_MINUTES) }),
    linkMinutes: RESET_MINUTES,
    linkPath: '/set-password',
    subject: 'Set a new password',
    parts: (values, { appUrl, link }) => [
      hello(values.name),
      text(`Here is the link that sets a new password for the account ${values.username} at ${appUrl}.`),
      { kind: 'link', label: 'Set a new password', href: link },
      text(`The link works once, within ${duration(values.linkMinutes)}.`),
      text(`${notYou} Your password stays as it is.`),
    ],
  }),
  /** Tells a person that they can no longer sign in. An empty `username` or `reason` is left out. */
  deactivated: define({
    values: z.strictObject({ name, username: name.default(''), reason: shown(500).default('') }),
    subject: 'Your account was deactivated',
    parts: (values, { appUrl }) => [
      hello(values.name),
      text(`Your account ${values.username && `${values.username} `}at ${appUrl} was deactivated. You cannot sign in with it any more.`),
      ...(values.reason ? [text('The reason that was given:'), { kind: 'quote' as const, text: values.reason }] : []),
      text('If you think that this is a mistake, ask the people who run this site.'),
    ],
  }),
  /** Confirms to the first administrator that this address is theirs now. */
  'first-administrator': define({
    values: z.strictObject({ name, username: name }),
    subject: 'You are the first administrator',
    parts: (values, { appUrl }) => [
      hello(values.name),
      text(`The account ${values.username} with this e-mail address is now the first administrator of ${appUrl}.`),
      text('The link that made it so does not work any more. If this was not you, somebody else used it: act on the server at once.'),
    ],
  }),
  /** Tells the owner of an account that its password is a new one. */
  'password-changed': define({
    values: z.strictObject({ name, username: name }),
    subject: 'Your password was changed',
    parts: (values, { appUrl }) => [
      hello(values.name),
      text(`The password of the account ${values.username} at ${appUrl} was changed. Other sessions of the account were ended.`),
      text(`If this was not you, set a new password at ${appUrl}/forgot-password and tell the people who run this site.`),
    ],
  }),
  /** Tells somebody that their time in a group ends soon. */
  'group-end-reminder': define({
    values: z.strictObject({ name, group: name, until: name }),
    subject: 'Your membership of a group ends soon',
    parts: (values, { appUrl }) => [
      hello(values.name),
      text(`Your membership of the group ${values.group} at ${appUrl} ends on ${values.until}.`),
      text('Until then nothing changes. If you need to stay longer, ask for it on the page of your groups.'),
      { kind: 'link', label: 'See my groups', href: `${appUrl}/account/groups` },
    ],
  }),
  /** Tells whoever manages a trusted group that somebody asks to join it. */
  'group-request-made': define({
    values: z.strictObject({ name, group: name, who: name, reason: shown(1_000) }),
    subject: 'Somebody asks to join a group',
    parts: (values, { appUrl }) => [
      hello(values.name),
      text(`${values.who} asks to join the group ${values.group}, which you manage at ${appUrl}. The reason that was given:`),
      { kind: 'quote', text: values.reason },
      { kind: 'link', label: 'See the groups that I manage', href: `${appUrl}/account/groups` },
    ],
  }),
  /** Tells somebody that they are in the group that they asked to join. */
  'group-request-approved': define({
    values: z.strictObject({ name, group: name, until: name.default(''), note: shown(1_000).default('') }),
    subject: 'Your request to join a group was approved',
    parts: (values, { appUrl }) => [
      hello(values.name),
      text(`You are now in the group ${values.group} at ${appUrl}${values.until && `, until ${values.until}`}.`),
      ...(values.note ? [text('The note that came with it:'), { kind: 'quote' as const, text: values.note }] : []),
      { kind: 'link', label: 'See my groups', href: `${appUrl}/account/groups` },
    ],
  }),
  /** Tells somebody that they were not let into a group. */
  'group-request-rejected': define({
    values: z.strictObject({ name, group: name, note: shown(1_000).default('') }),
    subject: 'Your request to join a group was not approved',
    parts: (values, { appUrl }) => [
      hello(values.name),
      text(`Your request to join the group ${values.group} at ${appUrl} was rejected.`),
      ...(values.note ? [text('The note that came with it:'), { kind: 'quote' as const, text: values.note }] : []),
    ],
  }),
  /** Asks an applicant whether the address is theirs, before anybody looks at what they ask for. */
  'enrollment-confirm': define({
    values: z.strictObject({ name, username: name, pool: name, linkMinutes: minutes(CONFIRMATION_MINUTES) }),
    linkMinutes: CONFIRMATION_MINUTES,
    linkPath: '/enrollment/confirm',
    subject: 'Confirm your e-mail address',
    parts: (values, { appUrl, link }) => [
      hello(values.name),
      text(`With this e-mail address somebody asked to join ${appUrl}${values.pool && ` (${values.pool})`} as ${values.username}.`),
      { kind: 'link', label: 'Confirm this address', href: link },
      text(`The link works within ${duration(values.linkMinutes)}. Approvers look at the request once the address is confirmed.`),
      text(notYou),
    ],
  }),
  /** The last step of an open sign-up: whoever reads this mailbox chooses the password. */
  'enrollment-finish': define({
    values: z.strictObject({ name, username: name, pool: name, linkMinutes: minutes(CONFIRMATION_MINUTES) }),
    linkMinutes: CONFIRMATION_MINUTES,
    linkPath: '/enrollment/confirm',
    subject: 'Finish signing up',
    parts: (values, { appUrl, link }) => [
      hello(values.name),
      text(`With this e-mail address somebody is signing up at ${appUrl} as ${values.username}. Choose a password to finish.`),
      { kind: 'link', label: 'Finish signing up', href: link },
      text(`The link works once, within ${duration(values.linkMinutes)}.`),
      text(notYou),
    ],
  }),
  /** For an open sign-up with the address of somebody who has an account: only its owner learns that. */
  'enrollment-known': define({
    values: z.strictObject({ name }),
    subject: 'You already have an account',
    parts: (values, { appUrl }) => [
      hello(values.name),
      text(`Somebody is signing up at ${appUrl} with this e-mail address. It belongs to an account already, so no other one was made.`),
      { kind: 'link', label: 'Sign in', href: `${appUrl}/sign-in` },
      text(`If you do not remember the password, set a new one at ${appUrl}/forgot-password. If this was not you, there is nothing to do.`),
    ],
  }),
  /** Tells applicants that they are in, and lets them choose their password. */
  'enrollment-approved': define({
    values: z.strictObject({ name, username: name, note: shown(2_000).default(''), linkMinutes: minutes(INVITATION_MINUTES) }),
    linkMinutes: INVITATION_MINUTES,
    linkPath: '/set-password',
    subject: 'Your request to join was approved',
    parts: (values, { appUrl, link, signUpText }) => [
      hello(values.name),
      text(`You have an account at ${appUrl} now. Your username is ${values.username}. Choose a password to begin.`),
      ...(values.note ? [text('The note that came with it:'), { kind: 'quote' as const, text: values.note }] : []),
      ...paragraphs(signUpText),
      { kind: 'link', label: 'Set your password', href: link },
      text(`The link works once, within ${duration(values.linkMinutes)}. After that, ask for a new one at ${appUrl}/forgot-password.`),
    ],
  }),
  /** Tells applicants that they are not let in, with what the approver chose to share. */
  'enrollment-rejected': define({
    values: z.strictObject({ name, reason: shown(2_000).default(''), note: shown(2_000).default('') }),
    subject: 'Your request to join was not approved',
    parts: (values, { appUrl }) => [
      hello(values.name),
      text(`Your request to join ${appUrl} was rejected.`),
      ...(values.reason ? [text('The reason that was given:'), { kind: 'quote' as const, text: values.reason }] : []),
      ...(values.note ? [text('The note that came with it:'), { kind: 'quote' as const, text: values.note }] : []),
    ],
  }),
  /** An approver wants to know something before deciding. The link is the applicant's own page. */
  'enrollment-asked': define({
    values: z.strictObject({ name, question: shown(2_000), linkMinutes: minutes(WAITING_MINUTES) }),
    linkMinutes: WAITING_MINUTES,
    linkPath: '/enrollment',
    subject: 'A question about your request to join',
    parts: (values, { appUrl, link }) => [
      hello(values.name),
      text(`Before deciding about your request to join ${appUrl}, an approver asks:`),
      { kind: 'quote', text: values.question },
      { kind: 'link', label: 'Answer', href: link },
      text('The link opens your own page. Whoever has it can act for you there, so keep it to yourself.'),
    ],
  }),
  /** Nobody decided in time. */
  'enrollment-expired': define({
    values: z.strictObject({ name }),
    subject: 'Your request to join has expired',
    parts: (values, { appUrl }) => [
      hello(values.name),
      text(`Nobody decided about your request to join ${appUrl} in time, so it has expired. You can ask again with the link that you had.`),
    ],
  }),
  /** Somebody invites a person to enroll. `group` and `message` may be empty. The link proves that the address is theirs. */
  'invitation-to-enroll': define({
    values: z.strictObject({
      name,
      inviter: name,
      group: name.default(''),
      message: shown(2_000).default(''),
      linkMinutes: minutes(7 * 24 * 60),
    }),
    linkMinutes: 7 * 24 * 60,
    linkPath: '/enroll',
    subject: 'You are invited to join',
    parts: (values, { appUrl, link, signUpText }) => [
      hello(values.name),
      text(`${values.inviter} invites you to join ${appUrl}${values.group && `, in the group ${values.group}`}.`),
      ...(values.message ? [{ kind: 'quote' as const, text: values.message }] : []),
      ...paragraphs(signUpText),
      { kind: 'link', label: 'Accept the invitation', href: link },
      text(`The link works once, within ${duration(values.linkMinutes)}. It is for you alone: do not pass it on.`),
      text(notYou),
    ],
  }),
  /** For an invitation to an address that belongs to an account which the inviter may not see: only its owner learns that. */
  'invitation-known': define({
    values: z.strictObject({ name, inviter: name }),
    subject: 'You already have an account',
    parts: (values, { appUrl }) => [
      hello(values.name),
      text(
        `${values.inviter} invited this e-mail address to join ${appUrl}. It belongs to an account already, so there is nothing to accept.`,
      ),
      { kind: 'link', label: 'Sign in', href: `${appUrl}/sign-in` },
      text(`If you do not remember the password, set a new one at ${appUrl}/forgot-password.`),
    ],
  }),
  /** What "Send test mail" sends. */
  test: define({
    values: z.strictObject({ sentBy: name }),
    subject: 'Test mail',
    parts: (values, { appUrl }) => [text(`${values.sentBy} sent this test mail from ${appUrl}. It arrived, so mail works.`)],
  }),
}

export type TemplateName = keyof typeof TEMPLATES

/** Templates whose link carries a secret. */
export type LinkTemplate =
  | 'invitation'
  | 'password-reset'
  | 'enrollment-confirm'
  | 'enrollment-finish'
  | 'enrollment-approved'
  | 'enrollment-asked'
  | 'invitation-to-enroll'

/** What is stored with a message. Whoever makes the secret of a link says for how long it works. */
export type TemplateValues<T extends TemplateName> = z.input<(typeof TEMPLATES)[T]['values']> &
  (T extends LinkTemplate ? { linkMinutes: number } : unknown)

/** A template by its stored name, or null when a later version wrote it. */
export const templateNamed = (template: string): Definition | null =>
  Object.hasOwn(TEMPLATES, template) ? (TEMPLATES[template as TemplateName] as unknown as Definition) : null

/** When the link in a message stops working, or null when the message has none. */
export function linkEnds(message: { template: string; createdAt: Date; values: unknown }): Date | null {
  const template = templateNamed(message.template)
  if (!template?.linkMinutes) return null
  const stored = (message.values as { linkMinutes?: unknown } | null)?.linkMinutes
  return new Date(message.createdAt.getTime() + (typeof stored === 'number' ? stored : template.linkMinutes) * 60_000)
}
