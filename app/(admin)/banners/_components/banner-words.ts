import type { BannerSummary } from '../../../../lib/banners/queries.ts'
import type { BannerAudience, BannerKind } from '../../../../lib/banners/rules.ts'

/** The kinds as the form offers them. */
export const KIND_WORDS: Record<BannerKind, string> = { info: 'Info', success: 'Success', warning: 'Warning', error: 'Error' }

/** Whom a banner can be for, as the form offers them. */
export const AUDIENCE_WORDS: Record<BannerAudience, string> = {
  everyone: 'Everyone, also before signing in',
  signed_in: 'Everybody who is signed in',
  role: 'Holders of a role',
  group: 'Members of a group and its sub-groups',
}

type Whom = Pick<BannerSummary, 'audience' | 'audienceName'>

/** Whom a banner is for, in a few words. */
export function audienceWords({ audience, audienceName }: Whom): string {
  if (audience === 'everyone') return 'Everyone'
  if (audience === 'signed_in') return 'Everybody signed in'
  if (audienceName === null) return `Nobody: its ${audience} was deleted`
  return audience === 'role' ? `Holders of ${audienceName}` : `Members of ${audienceName}`
}
