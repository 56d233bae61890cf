import '#server-only'
import { createElement as h, type ReactNode } from 'react'
import { SiteBanners } from '../../components/layout/site-banners.tsx'
import { currentShell } from '../auth/session.ts'
import { isOnPage } from '../banners/rules.ts'

/**
 * The banners for this reader on the page at this address, or nothing. Part of the page and not of the frame around it: the browser keeps a frame while
 * its reader goes from page to page, and a banner that began meanwhile would not be seen.
 */
export async function bannersAbove(address: string): Promise<ReactNode> {
  const { banners } = await currentShell()
  const [path = '/'] = address.split('?')
  const here = banners.filter(({ paths }) => isOnPage(paths, path))
  return here.length === 0 ? null : h(SiteBanners, { banners: here })
}
