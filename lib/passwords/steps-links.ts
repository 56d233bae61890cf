import '#server-only'
import type { Tx } from '../core/db.ts'
import { linkOf } from '../mail/link.ts'
import { queueMails } from '../mail/steps.ts'
import { setting } from '../settings/read.ts'
import { issueTokens } from '../tokens/steps.ts'

/** `invitation` sets a first password, `reset` replaces one. */
export type LinkKind = 'invitation' | 'reset'
type Addressee = { id: string; username: string; email: string; fullName: string }

const minutesOf = (kind: LinkKind) => (kind === 'invitation' ? setting('password.linkHours') * 60 : setting('password.resetMinutes'))

/**
 * Mails each of these users a link that sets a password, set-based, and gives the links by user id; older ones of the kind stop working.
 * They work as long as the settings say now, and the mail says the same. Whether the users may have one is for the caller to check.
 */
export async function mailPasswordLinks(tx: Tx, people: readonly Addressee[], kind: LinkKind): Promise<Map<string, string>> {
  const linkMinutes = minutesOf(kind)
  const template = kind === 'invitation' ? 'invitation' : 'password-reset'
  const ids = people.map(({ id }) => id)
  const secrets = await issueTokens(tx, kind === 'invitation' ? 'SET_PASSWORD' : 'RESET_PASSWORD', ids, linkMinutes * 60)
  await queueMails(
    tx,
    people.map(({ id, username, email, fullName }) => ({
      template,
      values: { name: fullName, username, linkMinutes },
      toAddress: email,
      toName: fullName || username,
      userId: id,
      secret: secrets.get(id)!,
    })),
  )
  return new Map([...secrets].map(([id, secret]) => [id, linkOf(template, secret)!]))
}

/** The same for one user. */
export const mailPasswordLink = async (tx: Tx, person: Addressee, kind: LinkKind): Promise<string> =>
  (await mailPasswordLinks(tx, [person], kind)).get(person.id)!
