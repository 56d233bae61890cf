import type { UserStatus } from '../../../../lib/users/schema.ts'

/** What menu and dialogs need to know about a user. */
export type ActedOn = {
  id: string
  username: string
  name: string
  email: string
  status: UserStatus
  hasPassword: boolean
  openSessions: number
}
