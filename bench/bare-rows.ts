import '#server-only'
import { pool } from '../lib/core/db.ts'

/** A user as the bare page shows one. */
export type BareRow = {
  id: string
  username: string
  email: string
  full_name: string
  organisation: string
  status: string
  created_at: Date
  last_sign_in_at: Date | null
}

const ROWS = `select id, username, email, full_name, organisation, status::text as status, created_at, last_sign_in_at
  from users where status in ('ACTIVE', 'DEACTIVATED') order by created_at desc, id desc limit 25`

/** The 25 rows of the users list's first page, by one named statement and nothing around it. */
export const bareRows = async (): Promise<BareRow[]> => (await pool.query<BareRow>({ name: 'bare rows', text: ROWS })).rows
