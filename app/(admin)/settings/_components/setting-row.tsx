import { Link2 } from 'lucide-react'
import { ArrivalNotice } from '../../../../components/layout/arrival-notice.tsx'
import { Badge } from '../../../../components/ui/badge.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { DialogTrigger } from '../../../../components/ui/dialog.tsx'
import { PlainText } from '../../../../components/ui/plain-text.tsx'
import { Time } from '../../../../components/ui/time.tsx'
import { SETTINGS, defaultOf, settingWords } from '../../../../lib/settings/catalogue.ts'
import type { SettingView } from '../../../../lib/settings/queries.ts'
import { SettingForm } from './setting-form.tsx'
import { resetDialogId } from './reset-dialog-id.ts'
import { ResetSettingDialog } from './reset-setting-dialog.tsx'

/** What all rows of the page share. `editing` is the key of the setting whose form is open; `q` the search to come back to. */
export type RowContext = {
  mayChange: boolean
  editing: string
  notice: string
  q: string
  timeZone: string | undefined
  oldestAuditAt: Date | null
}

function Value({ setting }: { setting: SettingView }) {
  const words = settingWords(setting.key, setting.value)
  if (words === null) return <p className="text-ink-faint">Not set</p>
  if (typeof setting.value === 'string') return <PlainText text={words} />
  return <p className="font-medium tabular-nums first-letter:uppercase">{words}</p>
}

/** The default where it differs, and who changed the setting last. */
function History({ setting, timeZone }: { setting: SettingView; timeZone: string | undefined }) {
  const { key, isDefault, changedAt, changedByLabel } = setting
  return (
    <div className="grid gap-0.5 text-sm text-ink-faint">
      {isDefault ? <p>This is the default.</p> : <p>Default: {settingWords(key, defaultOf(key)) ?? 'not set'}</p>}
      {changedAt && (
        <p className="wrap-anywhere">
          {isDefault ? 'Set back' : 'Changed'} by {changedByLabel || 'the system'}, <Time value={changedAt} timeZone={timeZone} />
        </p>
      )}
    </div>
  )
}

function Acts({ setting, q }: { setting: SettingView; q: string }) {
  const { key, isDefault } = setting
  const { label } = SETTINGS[key]
  const search = new URLSearchParams({ ...(q && { q }), edit: key })
  return (
    <div className="flex flex-wrap gap-2">
      <ButtonLink size="sm" href={`/settings?${search}#${key}`} aria-label={`Change: ${label}`} scroll={false}>
        Change
      </ButtonLink>
      {!isDefault && (
        <DialogTrigger size="sm" variant="ghost" dialogId={resetDialogId(key)} aria-label={`Reset to default: ${label}`}>
          Reset to default
        </DialogTrigger>
      )}
    </div>
  )
}

function Title({ setting }: { setting: SettingView }) {
  return (
    <div className="group/title flex flex-wrap items-center gap-x-2 gap-y-1">
      <h3 className="font-medium">{SETTINGS[setting.key].label}</h3>
      {!setting.isDefault && (
        <Badge tone="info" icon={null}>
          Changed
        </Badge>
      )}
      <a
        href={`#${setting.key}`}
        aria-label={`Link to: ${SETTINGS[setting.key].label}`}
        className="rounded-sm p-0.5 text-ink-faint opacity-0 group-hover/title:opacity-100 hover:text-ink focus-visible:opacity-100"
      >
        <Link2 aria-hidden className="size-4" />
      </a>
    </div>
  )
}

/** One setting: what it decides and when, what it is, and for those who may change it its form, in place. */
export function SettingRow({ setting, mayChange, editing, notice, q, timeZone, oldestAuditAt }: RowContext & { setting: SettingView }) {
  const { key } = setting
  const { hint, effect } = SETTINGS[key]
  const isEditing = mayChange && editing === key
  return (
    <li
      id={key}
      className="grid scroll-mt-4 gap-x-8 gap-y-4 p-4 target:bg-accent-soft/40 sm:p-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,22rem)]"
    >
      <div className="grid max-w-160 content-start gap-1">
        <Title setting={setting} />
        <p className="text-ink-soft">{hint}</p>
        <p className="text-sm text-ink-faint">{effect}</p>
      </div>
      <div className="grid min-w-0 content-start gap-3">
        <ArrivalNotice notice={notice} sentences={{ [`saved-${key}`]: 'Saved.', [`reset-${key}`]: 'Set back to the default.' }} />
        {isEditing ? (
          <SettingForm setting={setting} q={q} oldestAuditAt={oldestAuditAt} />
        ) : (
          <>
            <Value setting={setting} />
            <History setting={setting} timeZone={timeZone} />
            {mayChange && <Acts setting={setting} q={q} />}
          </>
        )}
        {mayChange && !setting.isDefault && <ResetSettingDialog setting={setting} />}
      </div>
    </li>
  )
}
