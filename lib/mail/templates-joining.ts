// What people who join, and whoever decides about them, are written.
import { z } from 'zod'
import { duration } from '../core/format.ts'
import { define, hello, minutes, name, notYou, paragraphs, shown, text } from './template-parts.ts'

const INVITATION_MINUTES = 5 * 24 * 60
const CONFIRMATION_MINUTES = 5 * 24 * 60
const WAITING_MINUTES = 30 * 24 * 60

/** How approvers get fewer of these mails. */
const LESS = (appUrl: string) => `How often you get such mails is yours to choose, among your preferences at ${appUrl}/account.`

/** Messages about joining: the values that are stored with them (never the link's secret), and their words. */
export const JOINING = {
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
  /** Tells an approver of one item of the inbox. What people wrote themselves may be anything: it is quoted. */
  'approval-needed': define({
    values: z.strictObject({
      name,
      kind: z.enum(['enrollment', 'access-request', 'group-request']),
      itemId: z.uuid(),
      who: name,
      place: name.default(''),
      reason: shown(1_000).default(''),
    }),
    subject: 'Somebody waits for your approval',
    parts: (values, { appUrl }) => [
      hello(values.name),
      text(`${values.who} asks to join ${appUrl}${values.place && ` (${values.place})`} and waits for somebody to decide.`),
      ...(values.reason ? [text('The reason that was given:'), { kind: 'quote' as const, text: values.reason }] : []),
      {
        kind: 'link',
        label: 'Look at the request',
        href: `${appUrl}/inbox/${values.kind === 'access-request' ? 'access-requests' : `${values.kind}s`}/${values.itemId}`,
      },
      text(`You get this mail as you may approve people there. Others may have it too: whoever is first decides. ${LESS(appUrl)}`),
    ],
  }),
  /** Once a day, what waits for an approver. `waiting` is counted to 100; then `more` says that there are others. */
  'approval-digest': define({
    values: z.strictObject({ name, waiting: z.number().int(), more: z.boolean() }),
    subject: 'What waits for your approval',
    parts: (values, { appUrl }) => [
      hello(values.name),
      text(
        `${values.waiting}${values.more ? '+' : ''} ${values.waiting === 1 ? 'request waits' : 'requests wait'} for a decision at ${appUrl}.`,
      ),
      { kind: 'link', label: 'Open the inbox', href: `${appUrl}/inbox` },
      text(LESS(appUrl)),
    ],
  }),
  /** Once for every item, after some days. */
  'approval-reminder': define({
    values: z.strictObject({ name, items: z.number().int(), days: z.number().int() }),
    subject: 'People still wait for your approval',
    parts: (values, { appUrl }) => [
      hello(values.name),
      text(
        `${values.items} ${values.items === 1 ? 'request has' : 'requests have'} waited at ${appUrl} for ${values.days} ${values.days === 1 ? 'day' : 'days'} or more, and nobody has decided.`,
      ),
      { kind: 'link', label: 'Open the inbox', href: `${appUrl}/inbox` },
      text(LESS(appUrl)),
    ],
  }),
  /** Tells somebody who asked for access what whoever dismissed it wants them to know. */
  'access-request-dismissed': define({
    values: z.strictObject({ name, note: shown(2_000) }),
    subject: 'Your request for access',
    parts: (values, { appUrl }) => [
      hello(values.name),
      text(`Your request for access to ${appUrl} was not granted. The answer that came with it:`),
      { kind: 'quote', text: values.note },
    ],
  }),
}
