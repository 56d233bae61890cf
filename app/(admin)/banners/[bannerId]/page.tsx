import Link from 'next/link'
import { auditHref } from '../../../../components/audit/hrefs.ts'
import { ArrivalNotice } from '../../../../components/layout/arrival-notice.tsx'
import { Breadcrumbs, PageHeader } from '../../../../components/layout/page-header.tsx'
import { BannerView } from '../../../../components/layout/site-banners.tsx'
import { Callout } from '../../../../components/ui/callout.tsx'
import { DescriptionList } from '../../../../components/ui/description-list.tsx'
import { Section } from '../../../../components/ui/section.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import { currentShell } from '../../../../lib/auth/session.ts'
import { getBanner, type BannerDetail } from '../../../../lib/banners/queries.ts'
import { can } from '../../../../lib/core/actor.ts'
import { cappedCount, exactTime } from '../../../../lib/core/format.ts'
import { adminPage, type PageInput } from '../../../../lib/http/page.ts'
import { BannerActions } from '../_components/banner-actions.tsx'
import { BannerStateBadge } from '../_components/banner-state.tsx'
import { audienceWords } from '../_components/banner-words.ts'

export const metadata = { title: 'Banner' }

const ARRIVALS = { created: 'Banner created. Nobody sees it until you enable it.', saved: 'Changes saved.' }

const dismissedWords = (users: number) =>
  users === 0 ? 'By nobody since it last changed' : `By ${users === 1 ? 'one user' : `${cappedCount(users)} users`} since it last changed`

const Facts = ({ banner, timeZone }: { banner: BannerDetail; timeZone: string | undefined }) => (
  <DescriptionList
    items={[
      { term: 'For', value: audienceWords(banner) },
      {
        term: 'On',
        value:
          banner.paths.length === 0 ? (
            'Every page'
          ) : (
            <ul>
              {banner.paths.map((path) => (
                <li key={path}>
                  <code className="wrap-anywhere">{path}</code>
                </li>
              ))}
            </ul>
          ),
      },
      { term: 'From', value: banner.startsAt ? <Time value={banner.startsAt} exact timeZone={timeZone} /> : 'As soon as it is enabled' },
      { term: 'Until', value: banner.endsAt ? <Time value={banner.endsAt} exact timeZone={timeZone} /> : 'It is disabled' },
      {
        term: 'Dismissed',
        value: banner.dismissible ? dismissedWords(banner.dismissed) : 'Cannot be dismissed',
      },
      { term: 'Created', value: <Time value={banner.createdAt} exact timeZone={timeZone} /> },
      { term: 'Last change', value: <Time value={banner.updatedAt} exact timeZone={timeZone} /> },
    ]}
  />
)

export default adminPage(async (actor, { params, searchParams }: PageInput<{ bannerId: string }>) => {
  const { bannerId } = await params
  const [banner, { user }, { notice }] = await Promise.all([getBanner(actor, { bannerId }), currentShell(), searchParams])
  const timeZone = user?.timeZone || undefined
  const begins = banner.startsAt && banner.startsAt > new Date() ? exactTime(banner.startsAt, timeZone) : null
  return (
    <>
      <PageHeader
        title={banner.title}
        crumbs={<Breadcrumbs crumbs={[{ label: 'Banners', href: '/banners' }]} />}
        badges={<BannerStateBadge state={banner.state} />}
        actions={banner.mayManage && <BannerActions banner={banner} begins={begins} />}
      />
      <ArrivalNotice notice={notice} sentences={ARRIVALS} />
      {banner.state === 'nobody' && (
        <Callout tone="warning" title={`The ${banner.audience} that this banner was for was deleted`}>
          Nobody sees it. Edit it to choose somebody else, or disable it.
        </Callout>
      )}
      <Section title="What readers see" plain>
        <BannerView banner={banner} />
      </Section>
      <Section
        title="Details"
        actions={
          can(actor, 'audit:read') && (
            <Link
              href={auditHref({ target: `banner:${banner.id}` })}
              prefetch={false}
              className="rounded-sm text-accent underline underline-offset-2"
            >
              History in the audit log
            </Link>
          )
        }
      >
        <Facts banner={banner} timeZone={timeZone} />
      </Section>
    </>
  )
})
