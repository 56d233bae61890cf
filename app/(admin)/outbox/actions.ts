'use server'
import { formAction } from '../../../lib/http/action.ts'
import { retryMessage, sendTestMail, showLink } from '../../../lib/outbox/mutations.ts'

export const sendTestMailAction = formAction(sendTestMail, {
  message: ({ to }) => `A test mail to ${to} is on its way. Reload this page to see whether it was sent.`,
})
export const retryMessageAction = formAction(retryMessage, {
  message: 'The message is being sent. Reload this page to see whether it was.',
})
export const showLinkAction = formAction(showLink)
