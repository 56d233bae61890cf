import { FIELD_WORDS } from '../../lib/bulk-runs/rules.ts'
import type { BulkAction, SettableField } from '../../lib/bulk-runs/schema.ts'
import { plural } from '../../lib/core/format.ts'

/** What the words depend on besides the act: the role's name, the field, the kind of link. */
export type Choices = { role?: string | undefined; field?: SettableField | undefined; kind?: 'invitation' | 'reset' | undefined }

const HEADINGS: Record<BulkAction, (whom: string, choices: Choices) => string> = {
  deactivate: (whom) => `Deactivate ${whom}`,
  reactivate: (whom) => `Reactivate ${whom}`,
  delete: (whom) => `Move ${whom} to the trash`,
  restore: (whom) => `Restore ${whom}`,
  purge: (whom) => `Remove ${whom} for good`,
  grantRole: (whom, { role }) => (role ? `Give ${whom} the role ${role}` : `Give ${whom} a role`),
  endRole: (whom, { role }) => (role ? `Take the role ${role} from ${whom}` : `Take a role from ${whom}`),
  setField: (whom, { field }) => (field ? `Set “${FIELD_WORDS[field]}” of ${whom}` : `Set a field of ${whom}`),
  passwordLinks: (whom, { kind }) =>
    kind === 'reset'
      ? `Send ${whom} a password reset`
      : kind === 'invitation'
        ? `Send ${whom} an invitation`
        : `Send ${whom} a password link`,
}

/** The act with its object: "Deactivate 4,812 users", for titles and for the button. `whom` is a number, or words for people not counted yet. */
export const actWords = (action: BulkAction, whom: number | string, choices: Choices): string =>
  HEADINGS[action](typeof whom === 'number' ? plural(whom, 'user') : whom, choices)

/** What becomes of those who change, after their number: "will be deactivated". */
export const WILL: Record<BulkAction, string> = {
  deactivate: 'will be deactivated',
  reactivate: 'will be reactivated',
  delete: 'will be moved to the trash',
  restore: 'will be restored',
  purge: 'will be removed for good',
  grantRole: 'will have the role',
  endRole: 'will lose the role',
  setField: 'will be changed',
  passwordLinks: 'will be sent a link',
}
