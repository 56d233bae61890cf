import { jsonQuery } from '../../../../lib/http/json.ts'
import { searchUsers } from '../../../../lib/users/queries.ts'

/** The users that fit the text of the command palette: GET /users/search?q=ann. */
export const GET = jsonQuery(searchUsers, (found) => ({
  users: found.map(({ id, fullName, username, email }) => ({ id, name: fullName || username, username, email })),
}))
