import { EventList } from '../../../../../components/audit/event-list.tsx'
import { EmptyState } from '../../../../../components/layout/empty-state.tsx'
import { ButtonLink } from '../../../../../components/ui/button.tsx'
import { Section } from '../../../../../components/ui/section.tsx'
import { listAuditEvents } from '../../../../../lib/audit/queries.ts'
import { adminPage } from '../../../../../lib/http/page.ts'
import { pagesFor } from '../../../../pages-for.ts'
import { RoleFrame } from '../../_components/role-frame.tsx'
import { loadRole, roleIdOf, titled, type RolePageProps } from '../load-role.ts'

export const generateMetadata = titled('Activity')

const one = (value: string | string[] | undefined) => [value].flat()[0]?.slice(0, 1_000)

export default adminPage(async (actor, { params, searchParams }: RolePageProps) => {
  const raw = await searchParams
  const [after, before, open] = [one(raw.after), one(raw.before), one(raw.open)]
  const roleId = await roleIdOf(params)
  const [{ frame, timeZone }, { entries, previous, next }] = await Promise.all([
    loadRole(actor, params),
    listAuditEvents(actor, { target: `role:${roleId}`, after, before }),
  ])
  const at = (place: Record<string, string>) => {
    const search = new URLSearchParams(place)
    return `/roles/${roleId}/activity${search.size ? `?${search}` : ''}`
  }
  const address = at(after ? { after } : before ? { before } : {})
  return (
    <RoleFrame {...frame}>
      <Section plain title="Activity" description="How this role came to be what it is. Reading it is recorded.">
        {entries.length > 0 ? (
          <EventList
            key={address}
            entries={entries}
            pages={pagesFor(actor)}
            timeZone={timeZone}
            now={new Date()}
            address={address}
            open={open ?? null}
            subjectId={roleId}
          />
        ) : (
          <div className="rounded-lg border border-line bg-surface">
            <EmptyState title="Nothing recorded yet">
              Changes of this role will be listed here. Who was given it stands under Grants.
            </EmptyState>
          </div>
        )}
        {(previous || next) && (
          <nav aria-label="Pages" className="flex justify-end gap-2">
            {previous && <ButtonLink href={at({ before: previous })}>Newer</ButtonLink>}
            {next && <ButtonLink href={at({ after: next })}>Older</ButtonLink>}
          </nav>
        )}
      </Section>
    </RoleFrame>
  )
})
