import '#server-only'
import { hashPassword } from '../auth/password.ts'
import type { Tx } from '../core/db.ts'
import { AppError } from '../core/errors.ts'
import { setting } from '../settings/read.ts'
import { judgePassword } from './rules.ts'
import { newPasswordOf } from './schema.ts'

const PERSON = {
  id: true,
  username: true,
  email: true,
  firstName: true,
  lastName: true,
  fullName: true,
  organisation: true,
  status: true,
  passwordHash: true,
} as const

/** A user with what a new password must not be made of. Locked until the transaction ends. */
export async function personOf(tx: Tx, userId: string) {
  await tx.$queryRaw`select id from users where id = ${userId}::uuid for update`
  return tx.user.findUniqueOrThrow({ where: { id: userId }, select: PERSON })
}
export type Person = Awaited<ReturnType<typeof personOf>>

/** Throws INVALID on `field` with the reason when a new password is shorter than is set now, or too easy to guess for this person. */
export function insistOnGoodPassword(
  password: string,
  field: string,
  person: Pick<Person, 'username' | 'email' | 'firstName' | 'lastName' | 'organisation'>,
): void {
  const { username, email, firstName, lastName, organisation } = person
  const least = setting('password.minLength')
  const short = newPasswordOf(least).safeParse(password).error?.issues[0]?.message
  const why = short ?? judgePassword(password, { username, email, firstName, lastName, organisation }, least).why
  if (why)
    throw new AppError('INVALID', `Nothing was changed: this password is not accepted. ${why}`, {
      reason: 'WEAK_PASSWORD',
      fields: { [field]: [why] },
    })
}

/** Writes the hash of a new password. The password must have been checked. */
export async function storePassword(tx: Tx, userId: string, password: string): Promise<void> {
  await tx.user.update({
    where: { id: userId },
    data: { passwordHash: await hashPassword(password), passwordChangedAt: new Date() },
    select: { id: true },
  })
}

/** How the mails to a person greet and are addressed. */
export const mailTo = (person: Pick<Person, 'id' | 'username' | 'email' | 'fullName'>) => ({
  values: { name: person.fullName, username: person.username },
  toAddress: person.email,
  toName: person.fullName || person.username,
  userId: person.id,
})
