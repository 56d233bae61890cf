import type { OwnEnrollment } from '../../lib/enrollments/views.ts'

type Words = { title: string; lead: string }

const where = ({ pool }: OwnEnrollment) => (pool?.name ? ` for ${pool.name}` : '')
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** Whether an approver asked something that is not answered yet. */
export const isAsked = ({ state, messages }: OwnEnrollment) => state === 'PENDING' && messages.at(-1)?.fromApplicant === false

function waiting(own: OwnEnrollment): Words {
  if (own.next === 'complete')
    return { title: 'Some things are missing', lead: 'Fill them in, and your request goes on. Until then nobody can decide about it.' }
  if (own.next === 'confirm-email')
    return {
      title: 'Confirm your e-mail address',
      lead: `We sent a mail to ${own.email}. Open the link in it: then your request goes to ${own.decidedBy}.`,
    }
  if (own.next === 'finish-sign-up')
    return {
      title: 'Look into your mail',
      lead: `We sent a mail to ${own.email}. Its link leads to the last step: choosing a password.`,
    }
  if (isAsked(own))
    return {
      title: 'There is a question for you',
      lead: `${capital(own.decidedBy)} want to know something before they decide. Answer it here.`,
    }
  return {
    title: 'Your request is waiting',
    lead: `You need to do nothing now. ${capital(own.decidedBy)} will look at your request${where(own)}. This page shows the decision as soon as there is one.`,
  }
}

/** Whether the password is chosen by a link that was mailed with the approval. */
export const wasMailed = ({ state, mails }: OwnEnrollment) =>
  state === 'APPROVED' && mails.some(({ template }) => template === 'enrollment-approved')

function approved(own: OwnEnrollment): Words {
  if (own.canSetPassword)
    return { title: 'You are in: choose a password', lead: `Your account ${own.username} is ready. With a password you can sign in.` }
  const lead = `Your account ${own.username} is ready.`
  if (wasMailed(own))
    return {
      title: 'You are in',
      lead: `${lead} We sent a mail to ${own.email}: its link lets you choose a password, and then you can sign in.`,
    }
  return { title: 'You are in', lead: `${lead} Sign in with your username and password.` }
}

/** What an applicant reads first: how it stands, and what, if anything, is theirs to do. */
export function ownWords(own: OwnEnrollment): Words {
  switch (own.state) {
    case 'PENDING':
      return waiting(own)
    case 'APPROVED':
      return approved(own)
    case 'REJECTED':
      return {
        title: 'Your request was not accepted',
        lead: `${capital(own.decidedBy)} looked at your request${where(own)} and did not accept it.`,
      }
    case 'WITHDRAWN':
      return { title: 'You withdrew your request', lead: 'Nobody will decide about it any more. No account was made.' }
    case 'EXPIRED':
      return {
        title: 'Your request has expired',
        lead: `Nobody decided about your request${where(own)} in time, so it ended by itself. No account was made. You can ask again.`,
      }
  }
}
