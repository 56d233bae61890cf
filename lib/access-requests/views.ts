// What the queries of access requests answer.
import type { AccessRequestStatus } from './schema.ts'

/** Why something cannot be done, or null when it can. */
export type WhyNot = { reason: string; message: string } | null
type Named = { id: string; name: string }

/** What the public form needs: whether requests are taken, and the approved groups that one may name (by name, at most 200). */
export type AccessRequestForm = { open: boolean; groups: Named[] }

/** Somebody who may be the same person. `href` leads to a page that the viewer may open, or is null. */
export type PossibleDuplicate = { kind: 'user' | 'enrollment' | 'access-request'; id: string; label: string; same: 'email' | 'name' }

/** What happened to a request, oldest first. */
export type RequestEvent = { id: string; event: string; at: Date; actorLabel: string; reason: string | null }

/** An access request as its page shows it. */
export type AccessRequestDetail = {
  id: string
  version: number
  email: string
  fullName: string
  organisation: string
  reason: string
  /** Null without one, or when it is gone. */
  group: Named | null
  status: AccessRequestStatus
  createdAt: Date
  handledAt: Date | null
  handledBy: string
  note: string
  noteShared: boolean
  /** The pool of kind invitation that answered it. */
  invitationId: string | null
  /** Those whom the viewer may see, at most five; `hiddenDuplicates` counts the others. */
  duplicates: PossibleDuplicate[]
  hiddenDuplicates: number
  history: RequestEvent[]
  /** Why the viewer cannot decide; null when they can. */
  whyNotHandle: WhyNot
}
