import type { Metadata } from 'next'
import { NoMatch } from '../../../components/layout/empty-state.tsx'
import { PageHeader } from '../../../components/layout/page-header.tsx'
import { ButtonLink } from '../../../components/ui/button.tsx'
import { Callout } from '../../../components/ui/callout.tsx'
import { Section } from '../../../components/ui/section.tsx'
import { currentShell } from '../../../lib/auth/session.ts'
import { can } from '../../../lib/core/actor.ts'
import { adminPage, type PageInput } from '../../../lib/http/page.ts'
import { SETTINGS, SETTING_SECTIONS, type SettingSection } from '../../../lib/settings/catalogue.ts'
import { listSettings, type SettingView } from '../../../lib/settings/queries.ts'
import { SettingRow, type RowContext } from './_components/setting-row.tsx'
import { SettingsSearch } from './_components/settings-search.tsx'

export const metadata: Metadata = { title: 'Settings' }

const only = (value: string | string[] | undefined) => (typeof value === 'string' ? value : '')

/** Whether every word stands somewhere in what the row says, ignoring case. */
function matches({ key }: SettingView, q: string): boolean {
  const { label, hint, section } = SETTINGS[key]
  const text = `${key} ${label} ${hint} ${SETTING_SECTIONS[section].label}`.toLowerCase()
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

function SectionOf({ name, settings, row }: { name: SettingSection; settings: readonly SettingView[]; row: RowContext }) {
  const own = settings.filter(({ key }) => SETTINGS[key].section === name)
  if (own.length === 0) return null
  const { label, description } = SETTING_SECTIONS[name]
  return (
    <Section title={label} description={description} plain>
      <ul className="divide-y divide-line overflow-hidden rounded-lg border border-line bg-surface">
        {own.map((setting) => (
          <SettingRow key={setting.key} setting={setting} {...row} />
        ))}
      </ul>
    </Section>
  )
}

export default adminPage<PageInput>(async (actor, { searchParams }) => {
  const [{ settings, oldestAuditAt }, { user }, asked] = await Promise.all([listSettings(actor, {}), currentShell(), searchParams])
  const q = only(asked.q).trim().slice(0, 200)
  const mayChange = can(actor, 'settings:update')
  const shown = settings.filter((setting) => matches(setting, q))
  const row: RowContext = {
    mayChange,
    editing: only(asked.edit),
    notice: only(asked.notice),
    q,
    timeZone: user?.timeZone || undefined,
    oldestAuditAt,
  }
  return (
    <div className="grid min-w-0 gap-8">
      <PageHeader
        title="Settings"
        description="What can be set while Gatehouse runs. Every change is recorded with who made it; no secret is ever kept here."
        actions={can(actor, 'audit:read') && <ButtonLink href="/audit?event=setting.*">Changes in the audit log</ButtonLink>}
      />
      {!mayChange && (
        <Callout title="You can read these settings, not change them">
          Changing them takes the permission <code>settings:update</code>. If your work needs it, ask an administrator for a role that has
          it.
        </Callout>
      )}
      <SettingsSearch q={q} />
      {shown.length === 0 && (
        <div className="rounded-lg border border-line bg-surface">
          <NoMatch what="settings" clearHref="/settings" />
        </div>
      )}
      {(Object.keys(SETTING_SECTIONS) as SettingSection[]).map((name) => (
        <SectionOf key={name} name={name} settings={shown} row={row} />
      ))}
    </div>
  )
})
