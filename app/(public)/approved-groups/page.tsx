import type { Metadata } from 'next'
import Link from 'next/link'
import { ApprovedGroups } from '../../../components/groups/approved-groups.tsx'
import { listApprovedGroups } from '../../../lib/groups/queries.ts'
import { listFlaggedGroupsInput } from '../../../lib/groups/schema.ts'
import { publicPage } from '../../../lib/http/page.ts'

export const metadata: Metadata = { title: 'Approved groups' }

const PER_PAGE = 50
type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default publicPage(async (actor, { searchParams }: Props) => {
  const { q, after } = await searchParams
  const asked = listFlaggedGroupsInput.safeParse({ q, after, limit: PER_PAGE })
  const found = await listApprovedGroups(actor, asked.success ? asked.data : { limit: PER_PAGE })
  return (
    <>
      <div className="grid gap-2">
        <h1 className="text-xl font-semibold">Approved groups</h1>
        <p className="text-ink-soft">
          Groups that are open to requests. To ask to join one,{' '}
          <Link href="/account/groups/join" prefetch={false} className="rounded-sm text-accent underline underline-offset-2">
            sign in
          </Link>
          .
        </p>
      </div>
      <ApprovedGroups {...found} q={asked.success ? asked.data.q : ''} address="/approved-groups" />
    </>
  )
})
