import { z } from 'zod'
import { membershipsList } from './list.ts'

/** A query string of the list of memberships; none means all. What it does not know is refused: leaving it out would export more. */
const search = z
  .string()
  .max(5_000)
  .default('')
  .transform((text, context) => {
    const { params, dropped } = membershipsList.fromSearch(text)
    for (const name of dropped) context.addIssue({ code: 'custom', message: `The list has no such “${name.slice(0, 50)}”.` })
    return params
  })

export const exportMembershipsInput = z.strictObject({ search })
