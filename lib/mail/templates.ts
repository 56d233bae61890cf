import { z } from 'zod'
import { duration } from '../core/format.ts'
import { define, type Definition, hello, minutes, name, notYou, paragraphs, shown, text } from './template-parts.ts'
import { JOINING } from './templates-joining.ts'

const INVITATION_MINUTES = 5 * 24 * 60
const RESET_MINUTES = 30

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
  /** What "Send test mail" sends. */
  test: define({
    values: z.strictObject({ sentBy: name }),
    subject: 'Test mail',
    parts: (values, { appUrl }) => [text(`${values.sentBy} sent this test mail from ${appUrl}. It arrived, so mail works.`)],
  }),
  ...JOINING,
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
