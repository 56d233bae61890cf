import '#server-only'
import { systemActor } from '../core/actor.ts'
import { mailDigests, notifyApprovers, remindApprovers } from '../inbox/mutations-notify.ts'
import { DIGEST_BATCH } from '../inbox/rules.ts'
import type { InboxKind } from '../inbox/schema.ts'
import { isStopping } from './queue.ts'

/** Tells approvers of one item. Harmless to run again, or twice at once. */
export async function tellApprovers(item: { kind: InboxKind; itemId: string }): Promise<void> {
  await notifyApprovers(systemActor('inbox.notify'), item)
}

/** Mails everybody who wants one message a day what waits for them, batch by batch. Harmless to run again on the same day. */
export async function mailAllDigests(): Promise<void> {
  while ((await mailDigests(systemActor('inbox.digest'), {})) === DIGEST_BATCH && !isStopping());
}

/** Reminds approvers of everything that has waited too long, batch by batch. Harmless to run again, or twice at once. */
export async function remindAllApprovers(): Promise<void> {
  while ((await remindApprovers(systemActor('inbox.remind'), {})) > 0 && !isStopping());
}
