import '#server-only'
import type { Actor } from '../core/actor.ts'
import { CODE_LENGTHS, makeCode, showCode } from '../core/codes.ts'
import { lookupHash, seal, unseal } from '../core/crypto.ts'
import type { Tx } from '../core/db.ts'
import { newId } from '../core/id.ts'
import { linkOf } from '../mail/link.ts'

const context = (linkId: string) => `enrollment-link:${linkId}`

/** The whole address of a link with this code. */
export const urlOf = (code: string): string => linkOf('invitation-to-enroll', code)!

/** The code of a stored link. Throws when it was sealed under another APP_ENCRYPTION_KEY. */
export const codeOf = (link: { id: string; sealedCode: string }): string => unseal(link.sealedCode, context(link.id))

/** A link with its secret, as people are shown it. */
export const shownLink = (code: string) => ({ url: urlOf(code), code: showCode(code) })

export type MadeLink = { id: string; poolId: string; code: string }
type Wanted = { poolId: string; singleUse: boolean; byMail?: boolean }

const sealed = ({ poolId, singleUse, byMail = false }: Wanted) => {
  const [id, code] = [newId(), makeCode(CODE_LENGTHS.link)]
  return { id, poolId, code, singleUse, byMail, hash: lookupHash(code, 'enrollment-link'), sealed: seal(code, context(id)) }
}

/** Sealing more than this at a stretch would let everybody else wait. */
const BATCH = 1_000

/** Writes one link for each of these pools, set-based. Links of a pool are numbered on; the pools must be locked, or new. */
export async function makeLinks(tx: Tx, actor: Actor, wanted: readonly Wanted[]): Promise<MadeLink[]> {
  const all: MadeLink[] = []
  for (let from = 0; from < wanted.length; from += BATCH) {
    const made = wanted.slice(from, from + BATCH).map(sealed)
    const column = <K extends keyof (typeof made)[number]>(name: K) => made.map((each) => each[name])
    await tx.$executeRaw`
      insert into enrollment_links (id, pool_id, number, code_hash, sealed_code, single_use, by_mail, created_by_label)
      select link.id, link.pool_id, coalesce((select max(number) from enrollment_links known where known.pool_id = link.pool_id), 0)
          + row_number() over (partition by link.pool_id order by link.place), link.hash, link.sealed, link.single_use, link.by_mail, ${actor.label}
      from unnest(${column('id')}::uuid[], ${column('poolId')}::uuid[], ${column('hash')}::text[], ${column('sealed')}::text[],
        ${column('singleUse')}::boolean[], ${column('byMail')}::boolean[])
        with ordinality as link (id, pool_id, hash, sealed, single_use, by_mail, place)`
    all.push(...made.map(({ id, poolId, code }) => ({ id, poolId, code })))
  }
  return all
}

/** Voids the links of a pool that nobody used, and the one of a shared pool; says how many. The pool must be locked. */
export const voidLinks = (tx: Tx, poolId: string): Promise<number> =>
  tx.$executeRaw`update enrollment_links set voided_at = now() where pool_id = ${poolId}::uuid and voided_at is null and (uses = 0 or not single_use)`

/** `count` links for the pool. */
export const linksFor = (poolId: string, count: number, singleUse: boolean): Wanted[] =>
  Array.from({ length: count }, () => ({ poolId, singleUse }))
