import { X } from 'lucide-react'
import { BannerView } from '../../../../components/layout/site-banners.tsx'
import { BANNER_KINDS, type ShownBanner } from '../../../../lib/banners/rules.ts'

/** What of a form the preview shows. */
export type Draft = Pick<ShownBanner, 'kind' | 'title' | 'message' | 'link' | 'linkText' | 'dismissible'>

const isWebAddress = (text: string) => /^https?:$/.test(URL.parse(text)?.protocol ?? '')

/** A draft of what stands in the fields; what is no address yet is no link. */
export function draftOf(field: (name: string) => string): Draft {
  const link = field('link').trim()
  return {
    kind: BANNER_KINDS.find((kind) => kind === field('kind')) ?? 'info',
    title: field('title').trim() || 'Title',
    message: field('message').trim() || 'Message',
    link: isWebAddress(link) ? link : '',
    linkText: field('linkText').trim(),
    dismissible: ['on', 'true'].includes(field('dismissible')),
  }
}

/** What readers will see. The cross is a picture of the one on their pages. */
export const BannerPreview = ({ draft }: { draft: Draft }) => (
  <section aria-label="Preview" className="grid min-w-0 gap-2 xl:sticky xl:top-8 xl:order-last">
    <h2 className="font-medium">Preview</h2>
    <BannerView
      banner={draft}
      dismiss={draft.dismissible && <X role="img" aria-label="Can be dismissed" className="mt-0.5 size-4 text-ink-soft" />}
    />
  </section>
)
