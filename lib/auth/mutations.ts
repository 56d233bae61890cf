import { AppError, notFound } from '../core/errors.ts'
import { newId } from '../core/id.ts'
import { defineMutation } from '../core/operation.ts'
import { queueMail } from '../mail/steps.ts'
import { insistOnGoodPassword, mailTo, storePassword } from '../passwords/steps.ts'
import { ADMIN_ROLE_ID } from '../roles/built-in.ts'
import { giveRole } from '../roles/steps-grants.ts'
import { consumeToken, issueToken } from '../tokens/steps.ts'
import { insertUser } from '../users/steps-create.ts'
import { labelOf } from '../users/rules.ts'
import { claimFirstAdministratorInput, noInput } from './schema.ts'
import { lockFirstAdministrator, noteFirstAdministrator, wasThereAnAdministrator } from './steps.ts'

/** The link waits on a console until somebody reads it: a week, and every start makes a new one. */
const linkSeconds = 7 * 24 * 3600

/**
 * Makes the secret of the link for the first administrator; every older one is worthless from then on. Null as soon as there has ever
 * been an administrator. Only the program itself may call it.
 */
export const issueFirstAdministratorSecret = defineMutation({
  name: 'issueFirstAdministratorSecret',
  permission: 'system:link-first-administrator',
  input: noInput,
  async run({ tx, audit }): Promise<string | null> {
    await lockFirstAdministrator(tx)
    if (await wasThereAnAdministrator(tx)) {
      await noteFirstAdministrator(tx, null)
      return (audit.unchanged(), null)
    }
    const secret = await issueToken(tx, 'FIRST_ADMINISTRATOR', null, linkSeconds)
    await audit.record('first-administrator.link-made', {
      target: { type: 'installation', id: null, label: 'First administrator' },
      detail: {},
    })
    return secret
  },
})

/**
 * Makes the first administrator with the one-time link: user, password, role, in one transaction. Of many at once one gets through; after
 * that it is NOT_FOUND for ever, also when that administrator is deactivated later. A refused username, e-mail or password leaves the
 * link as it was.
 */
export const claimFirstAdministrator = defineMutation({
  name: 'claimFirstAdministrator',
  permission: 'auth:claim-first-administrator',
  input: claimFirstAdministratorInput,
  limit: { points: 30, seconds: 600 },
  async run({ actor, tx, audit }, { token, password, ...person }) {
    await lockFirstAdministrator(tx)
    if (await wasThereAnAdministrator(tx)) throw notFound('This page')
    if (!(await consumeToken(tx, 'FIRST_ADMINISTRATOR', token)))
      throw new AppError('NOT_FOUND', 'This link does not work any more. The latest one is in the output of the last start of Gatehouse.')
    insistOnGoodPassword(password, 'password', { ...person, organisation: '' })
    const profile = { ...person, organisation: '', bio: '' }
    const choices = { searchVisibility: 'public', emailPrivacy: 'private', publicProfile: true } as const
    const id = await insertUser(tx, actor, { ...profile, ...choices })
    await storePassword(tx, id, password)
    // Nobody is signed in yet: it is the link that gives the role, and the log and the role say so.
    const reach = await giveRole(
      tx,
      { ...actor, label: 'the one-time link' },
      { grantId: newId(), userId: id, roleId: ADMIN_ROLE_ID, reachGroupId: null, validUntil: null },
    )
    await noteFirstAdministrator(tx, id)
    const fullName = `${person.firstName} ${person.lastName}`.trim()
    const label = labelOf({ fullName, username: person.username })
    const target = { type: 'user' as const, id, label }
    await audit.record('user.created', { target, detail: { source: 'bootstrap' } })
    await audit.record('role.granted', { target, detail: { role: 'ADMIN', reach, validUntil: null } })
    await audit.record('first-administrator.created', { target, detail: {} })
    await queueMail(tx, { template: 'first-administrator', ...mailTo({ id, fullName, ...person }) })
    return { userId: id, label }
  },
})
