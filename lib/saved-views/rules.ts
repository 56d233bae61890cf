import { MOST_VIEWS } from './schema.ts'

type Why = { reason: string; message: string } | null

/** Why somebody cannot keep one more view, or null. */
export const whyNotOneMore = (kept: number): Why =>
  kept < MOST_VIEWS
    ? null
    : {
        reason: 'TOO_MANY_VIEWS',
        message: `You have ${MOST_VIEWS} views, which is the most one can keep. Delete one first; nothing was saved.`,
      }

/** Why somebody cannot change a view that they see, or null: a shared view stays its owner's. */
export const whyNotChange = (view: { own: boolean; ownerName: string }): Why =>
  view.own
    ? null
    : {
        reason: 'NOT_OWN_VIEW',
        message: `This view is ${view.ownerName}’s, and only they can change it. Nothing was changed; save it under a name of your own instead.`,
      }

/** Why somebody cannot share with a role, or null: it must be one of theirs, unless they may see all roles anyway. */
export const whyNotShare = (role: { held: boolean }, maySeeAllRoles: boolean): Why =>
  role.held || maySeeAllRoles
    ? null
    : { reason: 'ROLE_NOT_HELD', message: 'You can share with roles that you hold yourself. Nothing was changed; choose one of them.' }
