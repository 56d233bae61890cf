import { jsonQuery } from '../../../../lib/http/json.ts'
import { searchGroups } from '../../../../lib/groups/queries.ts'

/** The groups that fit the text of a picker: GET /groups/search?q=south. */
export const GET = jsonQuery(searchGroups, (found) => ({
  groups: found.map(({ id, name, path }) => ({ id, name, above: path.join(' › ') })),
}))
