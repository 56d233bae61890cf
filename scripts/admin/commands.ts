import { systemActor } from '../../lib/core/actor.ts'
import { firstAdministratorLink } from '../../lib/auth/first-administrator.ts'
import { createLoginCode } from '../../lib/login-codes/mutations.ts'
import { LOGIN_CODE_MINUTES } from '../../lib/login-codes/rules.ts'
import { sendPasswordLink } from '../../lib/passwords/mutations.ts'
import { grantAdministrator } from '../../lib/roles/mutations.ts'
import { duration } from '../../lib/core/format.ts'
import { setting } from '../../lib/settings/read.ts'
import { labelOf } from '../../lib/users/rules.ts'
import { getUserByEmail } from '../../lib/users/queries.ts'
import type { Command } from './command.ts'
import { runImport } from './import-users.ts'
import { verifyAudit } from './verify-audit.ts'

/** Prints the link that makes the first administrator; an older one stops working. Throws once there has ever been one. */
async function bootstrapLink() {
  const link = await firstAdministratorLink()
  if (!link) throw new Error('There has been an administrator already. Use grant-admin EMAIL to make somebody an administrator.')
  console.log(`This link makes the first administrator, once:\n${link}`)
}

async function grantAdmin(user: string) {
  const { changed, label } = await grantAdministrator(systemActor('grant-admin'), { user })
  console.log(changed ? `${label} is an administrator now.` : `${label} was an administrator already. Nothing was changed.`)
}

/** Prints a link to set or reset a password, which is mailed too. For the moment when nobody can sign in and mail does not work. */
async function passwordLink(email: string) {
  const actor = systemActor('password-link')
  const user = await getUserByEmail(actor, { email })
  const kind = user.hasPassword ? 'reset' : 'invitation'
  const { link } = await sendPasswordLink(actor, { userId: user.id, kind })
  const life = duration(kind === 'reset' ? setting('password.resetMinutes') : setting('password.linkHours') * 60)
  console.log(`${labelOf(user)} sets a password with this link, once, within ${life}:\n${link}`)
}

/** Prints a code that signs a user in once. For the moment when somebody stands at the desk, or is on the telephone, and nothing else works. */
async function loginCode(email: string) {
  const actor = systemActor('login-code')
  const user = await getUserByEmail(actor, { email })
  const { code, link, label } = await createLoginCode(actor, { userId: user.id })
  console.log(`${label} signs in with this code, once, within ${duration(LOGIN_CODE_MINUTES)}:\n${code}\n${link}`)
}

/** Every command of `npm run admin`, in the order of its usage text. */
export const COMMANDS: readonly Command[] = [
  { name: 'bootstrap-link', arguments: [], summary: 'print the one-time link that makes the first administrator', run: bootstrapLink },
  { name: 'grant-admin', arguments: ['EMAIL'], summary: 'make a user an administrator: the way back in', run: grantAdmin },
  { name: 'password-link', arguments: ['EMAIL'], summary: 'print and mail a link that sets a password', run: passwordLink },
  { name: 'login-code', arguments: ['EMAIL'], summary: 'print a code that signs a user in, once', run: loginCode },
  { name: 'import-users', arguments: ['FILE'], summary: 'create users from a CSV file', run: runImport },
  {
    name: 'audit-verify',
    arguments: [],
    options: ['--from-seal N', '--expect SEAL'],
    summary: 'check that nobody has changed the audit log',
    run: verifyAudit,
  },
]
