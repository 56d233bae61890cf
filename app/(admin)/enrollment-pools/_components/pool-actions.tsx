'use client'
import { CirclePlus, Ellipsis, Pause, Pencil, Play, RefreshCw, Trash2, UserRoundCheck } from 'lucide-react'
import { TextField } from '../../../../components/form/fields.tsx'
import { ConfirmDialog } from '../../../../components/layout/confirm-dialog.tsx'
import { Button, ButtonLink } from '../../../../components/ui/button.tsx'
import { DialogTrigger } from '../../../../components/ui/dialog.tsx'
import { Menu, MenuButton, MenuLine } from '../../../../components/ui/menu.tsx'
import { formatNumber, plural } from '../../../../lib/core/format.ts'
import { deletePoolInput, poolIdInput, topUpPoolInput } from '../../../../lib/enrollment-pools/schema.ts'
import type { PoolDetail } from '../../../../lib/enrollment-pools/views.ts'
import {
  deletePoolAction,
  pausePoolAction,
  resumePoolAction,
  rotatePoolCodeAction,
  takeOverPoolAction,
  topUpPoolAction,
} from '../actions.ts'

const DIALOGS = {
  pause: 'pause-pool',
  resume: 'resume-pool',
  topUp: 'top-up-pool',
  rotate: 'rotate-pool',
  takeOver: 'take-over-pool',
  delete: 'delete-pool',
} as const

const waitingStay = ({ counts: { pending } }: PoolDetail) =>
  pending > 0
    ? `${plural(pending, 'applicant')} who ${pending === 1 ? 'waits' : 'wait'} can still be decided about.`
    : 'Whoever applied before can still be decided about.'
const APPROVED_STAY = 'Everybody who came in stays a user, with what they got.'

function TopUp({ pool }: { pool: PoolDetail }) {
  const isShared = pool.kind === 'shared'
  return (
    <ConfirmDialog
      id={DIALOGS.topUp}
      title={isShared ? 'Raise the quota?' : 'Add links?'}
      verb={isShared ? 'Raise quota' : 'Add links'}
      danger={false}
      schema={topUpPoolInput}
      action={topUpPoolAction}
      hidden={{ poolId: pool.id }}
    >
      {isShared ? (
        <TextField
          name="quota"
          label="New quota"
          optional
          inputMode="numeric"
          autoComplete="off"
          hint={`Now ${formatNumber(pool.quota ?? 0)}, of which ${formatNumber(pool.used)} are taken. Empty: no limit. The link stays the same.`}
        />
      ) : (
        <TextField
          name="links"
          label="How many more"
          optional={false}
          inputMode="numeric"
          autoComplete="off"
          hint={`1 to 10,000. ${plural(pool.links.unused, 'link')} ${pool.links.unused === 1 ? 'is' : 'are'} left unused now.`}
        />
      )}
    </ConfirmDialog>
  )
}

function Rotate({ pool }: { pool: PoolDetail }) {
  const isShared = pool.kind === 'shared'
  return (
    <ConfirmDialog
      id={DIALOGS.rotate}
      title={isShared ? 'Rotate the code of this pool?' : 'Replace all unused links?'}
      verb={isShared ? 'Rotate code' : 'Replace links'}
      schema={poolIdInput}
      action={rotatePoolCodeAction}
      hidden={{ poolId: pool.id }}
      stops={
        isShared
          ? ['The link and its QR code, wherever they were handed out or printed.']
          : [`The ${plural(pool.links.unused, 'unused link')}, wherever they were handed out. As many new ones are made.`]
      }
      survives={[waitingStay(pool), 'Settings, quota and what was used of it.']}
      softer={pool.active && 'To stop it for a while only, pause the pool.'}
    />
  )
}

function Delete({ pool }: { pool: PoolDetail }) {
  const { unused } = pool.links
  return (
    <ConfirmDialog
      id={DIALOGS.delete}
      title="Delete this pool?"
      verb="Delete pool"
      schema={deletePoolInput}
      action={deletePoolAction}
      hidden={{ poolId: pool.id }}
      stops={[
        pool.kind === 'shared' ? 'Its link works no more, for ever.' : `Its ${plural(unused, 'unused link')} work no more, for ever.`,
        'It cannot be edited or brought back.',
      ]}
      survives={[waitingStay(pool), APPROVED_STAY, 'Its settings and who came by it can still be looked up.']}
      softer={pool.active && 'To stop it for a while only, pause it.'}
    />
  )
}

function Dialogs({ pool }: { pool: PoolDetail }) {
  const hidden = { poolId: pool.id }
  return (
    <>
      <ConfirmDialog
        id={DIALOGS.pause}
        title="Pause this pool?"
        verb="Pause pool"
        danger={false}
        schema={poolIdInput}
        action={pausePoolAction}
        hidden={hidden}
        stops={['Nobody can begin to enroll. Whoever opens a link reads that it is paused.']}
        survives={['The links themselves: they work again once it is resumed.', waitingStay(pool)]}
      />
      <ConfirmDialog
        id={DIALOGS.resume}
        title="Resume this pool?"
        verb="Resume pool"
        danger={false}
        schema={poolIdInput}
        action={resumePoolAction}
        hidden={hidden}
      >
        <p className="text-ink-soft">Whoever has a link can enroll again, as far as quota and end allow it.</p>
      </ConfirmDialog>
      <ConfirmDialog
        id={DIALOGS.takeOver}
        title="Take this pool over?"
        verb="Take over"
        danger={false}
        schema={poolIdInput}
        action={takeOverPoolAction}
        hidden={hidden}
      >
        <p className="text-ink-soft">
          You own it then instead of <bdi>{pool.owner.label}</bdi>. Whoever comes in without approval comes in in your name. Links and
          settings stay.
        </p>
      </ConfirmDialog>
      <TopUp pool={pool} />
      <Rotate pool={pool} />
      <Delete pool={pool} />
    </>
  )
}

/** What can be done with a pool; what cannot says why. */
export function PoolActions({ pool }: { pool: PoolDetail }) {
  const { whyNot, active, kind } = pool
  if (pool.state === 'deleted') return null
  const why = (act: keyof PoolDetail['whyNot']) => whyNot[act]?.message ?? null
  return (
    <>
      <Menu trigger={<Ellipsis aria-hidden />} label="More actions">
        <MenuButton icon={<CirclePlus aria-hidden />} dialogId={DIALOGS.topUp} disabledReason={why('topUp')}>
          {kind === 'shared' ? 'Raise quota' : 'Add links'}
        </MenuButton>
        <MenuButton icon={<RefreshCw aria-hidden />} dialogId={DIALOGS.rotate} disabledReason={why('rotate')}>
          {kind === 'shared' ? 'Rotate code' : 'Replace unused links'}
        </MenuButton>
        <MenuButton icon={<UserRoundCheck aria-hidden />} dialogId={DIALOGS.takeOver} disabledReason={why('takeOver')}>
          Take over
        </MenuButton>
        <MenuLine />
        <MenuButton danger icon={<Trash2 aria-hidden />} dialogId={DIALOGS.delete} disabledReason={why('delete')}>
          Delete pool
        </MenuButton>
      </Menu>
      {whyNot.update === null ? (
        <ButtonLink href={`/enrollment-pools/${pool.id}/edit`} icon={<Pencil aria-hidden />}>
          Edit pool
        </ButtonLink>
      ) : (
        <Button icon={<Pencil aria-hidden />} disabledReason={whyNot.update.message}>
          Edit pool
        </Button>
      )}
      {active ? (
        <DialogTrigger dialogId={DIALOGS.pause} icon={<Pause aria-hidden />} disabledReason={why('pause')}>
          Pause pool
        </DialogTrigger>
      ) : (
        <DialogTrigger dialogId={DIALOGS.resume} variant="primary" icon={<Play aria-hidden />} disabledReason={why('resume')}>
          Resume pool
        </DialogTrigger>
      )}
      <Dialogs pool={pool} />
    </>
  )
}
