import Link from 'next/link'
import type { ReactNode } from 'react'
import { Badge, type Tone } from '../../../../components/ui/badge.tsx'
import { Section } from '../../../../components/ui/section.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import { cappedCount, formatBytes } from '../../../../lib/core/format.ts'
import type { Figures, Health as Facts, MayOpen } from './overview.ts'

type Part = { name: string; href: string | null; state?: { tone: Tone; label: string }; lines: ReactNode[] }
type Zone = string | undefined

function mailPart({ mail }: Facts, may: MayOpen, timeZone: Zone): Part {
  return {
    name: 'Mail',
    href: may.outbox ? '/outbox' : null,
    state: mail.isConfigured ? { tone: 'success', label: 'Configured' } : { tone: 'warning', label: 'Not configured' },
    lines: [
      <>
        Last sent: <Time value={mail.lastSentAt} timeZone={timeZone} none="never" />
      </>,
      `In the queue: ${cappedCount(mail.queued)}`,
    ],
  }
}

function jobsPart({ jobs }: Facts, may: MayOpen, timeZone: Zone): Part {
  return {
    name: 'Jobs',
    href: may.jobs ? '/jobs' : null,
    state: jobs.isWorkerAlive ? { tone: 'success', label: 'Worker runs' } : { tone: 'danger', label: 'No worker' },
    lines: [
      <>
        Worker seen: <Time value={jobs.seenAt} timeZone={timeZone} none="never" />
      </>,
      `In the queue: ${cappedCount(jobs.queued)}`,
      `Failed in 24 hours: ${cappedCount(jobs.failedToday)}`,
    ],
  }
}

function auditPart({ seal }: Facts, may: MayOpen, timeZone: Zone): Part {
  return {
    name: 'Audit log',
    href: may.audit ? '/audit' : null,
    state: seal ? { tone: 'success', label: 'Sealed' } : { tone: 'neutral', label: 'Not sealed yet' },
    lines: seal
      ? [
          <>
            Newest seal: no. {seal.number}, <Time value={seal.at} timeZone={timeZone} />
          </>,
          <>
            It begins with <code className="text-sm">{seal.mark}</code>
          </>,
        ]
      : [],
  }
}

const partsOf = (health: Facts, figures: Figures, may: MayOpen, timeZone: Zone): Part[] => [
  mailPart(health, may, timeZone),
  jobsPart(health, may, timeZone),
  {
    name: 'Database',
    href: null,
    lines: [
      `PostgreSQL ${health.database.version}`,
      `Size: ${formatBytes(figures.databaseBytes)}`,
      <>
        Newest migration: <span className="wrap-anywhere">{health.database.migration}</span>
      </>,
    ],
  },
  auditPart(health, may, timeZone),
  { name: 'Gatehouse', href: null, lines: [`Version ${health.version}`] },
]

/** How mail, jobs, database and audit log are, as of this moment. */
export function Health({ health, figures, may, timeZone }: { health: Facts; figures: Figures; may: MayOpen; timeZone: Zone }) {
  return (
    <Section title="Health">
      <dl className="-my-2">
        {partsOf(health, figures, may, timeZone).map(({ name, href, state, lines }) => (
          <div key={name} className="grid gap-0.5 border-b border-line py-2 last:border-0">
            <dt className="flex flex-wrap items-center justify-between gap-2 font-medium">
              {href ? (
                <Link href={href} prefetch={false} className="rounded-sm text-accent underline underline-offset-2">
                  {name}
                </Link>
              ) : (
                name
              )}
              {state && <Badge tone={state.tone}>{state.label}</Badge>}
            </dt>
            {lines.map((line, index) => (
              <dd key={index} className="text-ink-soft">
                {line}
              </dd>
            ))}
          </div>
        ))}
      </dl>
    </Section>
  )
}
