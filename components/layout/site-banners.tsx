import type { ReactNode } from 'react'
import type { ShownBanner } from '../../lib/banners/rules.ts'
import { plural } from '../../lib/core/format.ts'
import { Callout, type CalloutTone } from '../ui/callout.tsx'
import { VisuallyHidden } from '../ui/visually-hidden.tsx'
import { DismissBanner } from './dismiss-banner.tsx'

const TONES: Record<ShownBanner['kind'], CalloutTone> = { error: 'danger', warning: 'warning', info: 'info', success: 'success' }
const SPOKEN: Record<ShownBanner['kind'], string> = { error: 'Error: ', warning: 'Warning: ', info: 'Notice: ', success: 'Good news: ' }
/** More than these would push the page out of sight. */
const AT_ONCE = 3

type BannerText = Pick<ShownBanner, 'kind' | 'title' | 'message' | 'link' | 'linkText'>

/** A banner as its readers see it: plain text in its own reading direction. Its link opens in a new tab; without a text it says its host. */
export function BannerView({ banner, dismiss }: { banner: BannerText; dismiss?: ReactNode }) {
  const { kind, title, message, link, linkText } = banner
  return (
    <Callout
      tone={TONES[kind]}
      title={
        <>
          <VisuallyHidden>{SPOKEN[kind]}</VisuallyHidden>
          <bdi>{title}</bdi>
        </>
      }
      action={dismiss}
    >
      <p dir="auto" className="text-start whitespace-pre-line">
        {message}
      </p>
      {link !== '' && (
        <a
          href={link}
          title={link}
          target="_blank"
          rel="noopener noreferrer"
          className="inline-block rounded-sm pt-1 font-medium wrap-anywhere text-accent underline underline-offset-2"
        >
          <bdi>{linkText || URL.parse(link)?.host}</bdi>
          <VisuallyHidden> (opens in a new tab)</VisuallyHidden>
        </a>
      )}
    </Callout>
  )
}

const Shown = ({ banner }: { banner: ShownBanner }) => (
  <BannerView
    banner={banner}
    dismiss={banner.dismissible && <DismissBanner bannerId={banner.id} revision={banner.revision} title={banner.title} />}
  />
)

/** The banners above a page, in the order given: three, and the others behind a line that opens. Give it those that this reader may see. */
export function SiteBanners({ banners }: { banners: readonly ShownBanner[] }) {
  const [first, more] = [banners.slice(0, AT_ONCE), banners.slice(AT_ONCE)]
  return (
    <section aria-label="Announcements" className="grid min-w-0 gap-2">
      {first.map((banner) => (
        <Shown key={banner.id} banner={banner} />
      ))}
      {more.length > 0 && (
        <details>
          <summary className="w-fit rounded-sm px-1 text-ink-soft hover:text-ink">{plural(more.length, 'more announcement')}</summary>
          <div className="grid gap-2 pt-2">
            {more.map((banner) => (
              <Shown key={banner.id} banner={banner} />
            ))}
          </div>
        </details>
      )}
    </section>
  )
}
