import { PreviewSummary, type BulkPreview } from '../../../../../components/bulk/preview-summary.tsx'
import { Effects } from '../../../../../components/layout/effects.tsx'
import { Breadcrumbs, PageHeader } from '../../../../../components/layout/page-header.tsx'
import { ButtonLink } from '../../../../../components/ui/button.tsx'
import { Callout } from '../../../../../components/ui/callout.tsx'
import { Section } from '../../../../../components/ui/section.tsx'
import { undoBulkRun } from '../../../../../lib/bulk-runs/mutations.ts'
import { getBulkRun } from '../../../../../lib/bulk-runs/queries.ts'
import { AT_ONCE } from '../../../../../lib/bulk-runs/schema.ts'
import { plural } from '../../../../../lib/core/format.ts'
import { adminPage } from '../../../../../lib/http/page.ts'
import { UndoForm } from '../../_components/undo-form.tsx'
import { runName } from '../../_components/run-words.ts'

export const metadata = { title: 'Undo a bulk run' }

export default adminPage(async (actor, { params }: { params: Promise<{ runId: string }> }) => {
  const { runId } = await params
  const run = await getBulkRun(actor, { runId })
  const preview = (await undoBulkRun(actor, { runId, preview: true })) as BulkPreview
  const name = runName(run)
  return (
    <div className="grid w-full max-w-200 min-w-0 gap-6">
      <PageHeader
        crumbs={
          <Breadcrumbs
            crumbs={[
              { label: 'Bulk runs', href: '/bulk-runs' },
              { label: name, href: `/bulk-runs/${runId}` },
            ]}
          />
        }
        title={`Undo what was done to ${plural(run.changed, 'user')}?`}
        description={`The run was: ${name}.`}
      />
      <Section title="Preview" description="What would happen if you confirmed it now. Nothing has been changed yet.">
        <PreviewSummary preview={preview} will="will be as before the run" />
      </Section>
      {preview.changed === 0 ? (
        <Callout title="Nothing would change" action={<ButtonLink href={`/bulk-runs/${runId}`}>Back to the run</ButtonLink>}>
          Nobody can be put back as before, for the reasons above.
        </Callout>
      ) : (
        <Section title="Confirm">
          <div className="grid gap-4">
            <Effects
              title="What this means"
              items={[
                'Everybody whom the run changed, and nobody changed since, is put back as before. The same rules hold as for every act.',
                'Mail that was sent cannot be called back, and sessions that ended stay ended.',
                ...(preview.total > AT_ONCE ? ['The work is done in the background; the next page shows how far it is.'] : []),
              ]}
            />
            <UndoForm runId={runId} label={`Undo for ${plural(preview.changed, 'user')}`} />
          </div>
        </Section>
      )}
    </div>
  )
})
