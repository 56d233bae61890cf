import type { MembershipType } from '../core/actor.ts'

/** What a type of membership is called on screens and in files, in the order in which they are offered. */
export const TYPE_WORDS: Record<MembershipType, string> = {
  basic: 'Basic',
  supporting: 'Supporting',
  sponsor: 'Sponsor',
  managing: 'Managing',
  contributing: 'Contributing',
  fellow: 'Fellow',
}

/** Every type. */
export const TYPES = Object.keys(TYPE_WORDS) as [MembershipType, ...MembershipType[]]

/** The types that forms offer. `managing` was merged into contributing by the bylaws of 2024: who has it keeps it, nobody gets it. */
export const offeredTypes = (current: MembershipType | null = null): MembershipType[] =>
  TYPES.filter((type) => type !== 'managing' || type === current)
