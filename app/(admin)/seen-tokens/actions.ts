'use server'
import { formAction } from '../../../lib/http/action.ts'
import { deleteSeenToken } from '../../../lib/seen-tokens/mutations.ts'
import { findSeenToken } from '../../../lib/seen-tokens/queries.ts'

export const findSeenTokenAction = formAction(findSeenToken)
export const deleteSeenTokenAction = formAction(deleteSeenToken, { redirectTo: '/seen-tokens?notice=deleted' })
