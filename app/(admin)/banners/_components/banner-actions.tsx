'use client'
import { Ellipsis, Trash2 } from 'lucide-react'
import { ConfirmDialog } from '../../../../components/layout/confirm-dialog.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { DialogTrigger } from '../../../../components/ui/dialog.tsx'
import { Menu, MenuButton } from '../../../../components/ui/menu.tsx'
import type { BannerDetail } from '../../../../lib/banners/queries.ts'
import { bannerIdInput } from '../../../../lib/banners/schema.ts'
import { deleteBannerAction, disableBannerAction, enableBannerAction } from '../actions.ts'
import { audienceWords } from './banner-words.ts'

const DIALOGS = { enable: 'enable-banner', disable: 'disable-banner', delete: 'delete-banner' } as const

function EnableDialog({ banner, begins }: { banner: BannerDetail; begins: string | null }) {
  const where = banner.paths.length === 0 ? 'on every page' : `on pages under ${banner.paths.join(', ')}`
  return (
    <ConfirmDialog
      id={DIALOGS.enable}
      title="Enable this banner?"
      verb="Enable banner"
      danger={false}
      schema={bannerIdInput}
      action={enableBannerAction}
      hidden={{ bannerId: banner.id }}
    >
      <p className="text-ink-soft">
        {begins ? `From ${begins} on it shows` : 'It shows at once'} {where}. For: {audienceWords(banner)}.
      </p>
    </ConfirmDialog>
  )
}

/** What can be done with a banner. `begins` is its start in words, when that lies ahead. */
export function BannerActions({ banner, begins }: { banner: BannerDetail; begins: string | null }) {
  const hidden = { bannerId: banner.id }
  return (
    <>
      <Menu trigger={<Ellipsis aria-hidden />} label="More actions">
        <MenuButton danger icon={<Trash2 aria-hidden />} dialogId={DIALOGS.delete}>
          Delete banner
        </MenuButton>
      </Menu>
      <ButtonLink href={`/banners/${banner.id}/edit`}>Edit banner</ButtonLink>
      {banner.enabled ? (
        <DialogTrigger dialogId={DIALOGS.disable}>Disable banner</DialogTrigger>
      ) : (
        <DialogTrigger dialogId={DIALOGS.enable} variant="primary" disabledReason={banner.whyNotEnable}>
          Enable banner
        </DialogTrigger>
      )}
      <EnableDialog banner={banner} begins={begins} />
      <ConfirmDialog
        id={DIALOGS.disable}
        title="Disable this banner?"
        verb="Disable banner"
        danger={false}
        schema={bannerIdInput}
        action={disableBannerAction}
        hidden={hidden}
        stops={['Nobody sees it from their next page on.']}
        survives={['It can be enabled again. Whoever dismissed it does not see it again then.']}
      />
      <ConfirmDialog
        id={DIALOGS.delete}
        title="Delete this banner?"
        verb="Delete banner"
        schema={bannerIdInput}
        action={deleteBannerAction}
        hidden={hidden}
        stops={['Nobody sees it any more, and it cannot be brought back.']}
        survives={['The audit log keeps its title, its message and who changed it.']}
        softer={banner.enabled && 'To show it again later, disable it instead.'}
      />
    </>
  )
}
