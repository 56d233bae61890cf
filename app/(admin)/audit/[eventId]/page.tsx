import type { Metadata } from 'next'
import { cache } from 'react'
import { ActorMark } from '../../../../components/audit/actor-mark.tsx'
import { EventContent, EventFacts, EventLinks } from '../../../../components/audit/event-detail.tsx'
import { eventWords } from '../../../../components/audit/event-words.ts'
import { EventSentence } from '../../../../components/audit/event-sentence.tsx'
import { Breadcrumbs, PageHeader } from '../../../../components/layout/page-header.tsx'
import { CopyButton } from '../../../../components/ui/copy-button.tsx'
import { Card, Section } from '../../../../components/ui/section.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import { getAuditEvent } from '../../../../lib/audit/queries.ts'
import { auditEventInput } from '../../../../lib/audit/schema.ts'
import { currentShell } from '../../../../lib/auth/session.ts'
import type { Actor } from '../../../../lib/core/actor.ts'
import { notFound } from '../../../../lib/core/errors.ts'
import { adminPage } from '../../../../lib/http/page.ts'
import { pagesFor } from '../../../pages-for.ts'

type Props = { params: Promise<{ eventId: string }> }

// The title and the page ask for the same event: one query serves both.
const getEventOnce = cache((actor: Actor, eventId: string) => {
  // What cannot be an id is the same as an event that is not there.
  if (!auditEventInput.safeParse({ eventId }).success) throw notFound('Event')
  return getAuditEvent(actor, { eventId })
})

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  try {
    const { actor } = await currentShell()
    return { title: `${eventWords((await getEventOnce(actor, (await params).eventId)).event)} · Audit log` }
  } catch {
    return { title: 'Audit log' }
  }
}

export default adminPage(async (actor, { params }: Props) => {
  const [entry, { user }] = await Promise.all([getEventOnce(actor, (await params).eventId), currentShell()])
  const timeZone = user?.timeZone || undefined
  return (
    <>
      <PageHeader
        title={eventWords(entry.event)}
        crumbs={<Breadcrumbs crumbs={[{ label: 'Audit log', href: '/audit' }]} />}
        description={
          <span className="flex flex-wrap items-center gap-x-2">
            <Time value={entry.at} exact timeZone={timeZone} />
            <code className="text-sm text-ink-faint max-md:hidden">{entry.id}</code>
            <CopyButton compact value={entry.id} label="Copy event ID" />
          </span>
        }
      />
      <Card className="flex items-start gap-3 text-lg">
        <ActorMark entry={entry} />
        <p className="min-w-0">
          <EventSentence entry={entry} pages={pagesFor(actor)} />
        </p>
      </Card>
      <div className="grid min-w-0 items-start gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,464px)]">
        <Section title="What was recorded">
          <EventContent entry={entry} timeZone={timeZone} />
        </Section>
        <Section title="Where it came from">
          <EventFacts entry={entry} timeZone={timeZone} />
        </Section>
      </div>
      <Section title="Follow the trail">
        <EventLinks entry={entry} permalink={false} />
      </Section>
    </>
  )
})
