'use client'
import { Eye, Printer } from 'lucide-react'
import type { ReactNode } from 'react'
import { QrDrawing, type QrShape } from '../../../../components/enrollments/qr-drawing.tsx'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { useFormAnswer } from '../../../../components/form/form-answer.ts'
import { SubmitButton } from '../../../../components/form/submit-button.tsx'
import { Button, ButtonLink } from '../../../../components/ui/button.tsx'
import { CopyButton, CopyField } from '../../../../components/ui/copy-button.tsx'
import { useHydrated } from '../../../../components/ui/use-hydrated.ts'
import { showPoolLinkInput } from '../../../../lib/enrollment-pools/schema.ts'
import { showPoolLinkAction } from '../actions.ts'

/** A link as its form brings it. */
export type Shown = { url: string; code: string; number: number; qr: QrShape }
const QR_LABEL = 'QR code that opens the form'

function Answered({ ask, draw }: { ask: ReactNode; draw: (shown: Shown) => ReactNode }) {
  const { answer } = useFormAnswer()
  return answer?.ok ? draw(answer.result as Shown) : ask
}

type Props = { poolId: string; linkId: string | null; ask: ReactNode; draw: (shown: Shown) => ReactNode }

/** Asks for a link, which the audit log records, and draws it in the form's place; also without client JavaScript. */
const LinkForm = ({ poolId, linkId, ask, draw }: Props) => (
  <ActionForm
    schema={showPoolLinkInput}
    action={showPoolLinkAction}
    hidden={{ poolId, ...(linkId && { linkId }) }}
    className="max-w-none print:block"
  >
    <Answered ask={ask} draw={draw} />
  </ActionForm>
)

const RECORDED = 'Whoever has it can ask to join, so it is hidden. The audit log keeps who looked at it.'

/** The link of a shared pool on its page: hidden until asked for, then to copy, with its QR code and the way to the print page. */
export const ShowLink = ({ poolId }: { poolId: string }) => (
  <LinkForm
    poolId={poolId}
    linkId={null}
    ask={
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-ink-soft">{RECORDED}</p>
        <SubmitButton variant="secondary">
          <Eye aria-hidden className="size-4" />
          Show link
        </SubmitButton>
      </div>
    }
    draw={({ url, code, qr }) => (
      <div role="status" className="flex flex-wrap gap-x-6 gap-y-4">
        <QrDrawing shape={qr} label={QR_LABEL} className="size-40 shrink-0 rounded-md border border-line" />
        <div className="grid min-w-0 flex-[1_1_18rem] content-start gap-3">
          <CopyField value={url} label="Link of this pool" copyLabel="Copy link" />
          <p className="text-sm text-ink-soft">
            Code: <span className="font-mono wrap-anywhere text-ink">{code}</span>
          </p>
          <div className="flex flex-wrap gap-2">
            <ButtonLink href={`/enrollment-pools/${poolId}/print`} icon={<Printer aria-hidden />}>
              Print page
            </ButtonLink>
          </div>
        </div>
      </div>
    )}
  />
)

function PrintButton() {
  const hydrated = useHydrated()
  if (!hydrated) return <p className="text-ink-soft">Print this page with your browser: only the sheet below is printed.</p>
  return (
    <Button variant="primary" icon={<Printer aria-hidden />} onClick={() => window.print()}>
      Print
    </Button>
  )
}

/** Where the form is, without the secret: what people type who cannot scan. */
const addressOf = (url: string) => url.replace(/\?.*$/, '')

/**
 * A sheet for the wall: the pool's name, the QR code, address and code in groups of four, and until when it works. Printed, the page is
 * this sheet alone, black on white. `number` is shown for single-use links.
 */
export const PrintSheet = ({
  poolId,
  linkId,
  name,
  welcome,
  ends,
}: {
  poolId: string
  linkId: string | null
  name: string
  welcome: string
  ends: string | null
}) => (
  <LinkForm
    poolId={poolId}
    linkId={linkId}
    ask={
      <div className="grid justify-items-start gap-3">
        <p className="text-ink-soft">{RECORDED}</p>
        <SubmitButton>
          <Eye aria-hidden className="size-4" />
          Show link and QR code
        </SubmitButton>
      </div>
    }
    draw={({ url, code, number, qr }) => (
      <div className="grid min-w-0 gap-4 print:block">
        <div className="flex flex-wrap items-center gap-2 print:hidden">
          <PrintButton />
          <CopyButton value={url} label="Copy link" />
        </div>
        <div
          data-sheet
          className="mx-auto grid w-full max-w-160 justify-items-center gap-6 rounded-lg border border-line bg-[#fff] px-6 py-10 text-center text-[#000] print:max-w-none print:border-0"
        >
          <h2 dir="auto" className="text-3xl font-semibold wrap-anywhere">
            {name}
          </h2>
          {welcome && (
            <p dir="auto" className="max-w-120 text-lg wrap-anywhere whitespace-pre-line">
              {welcome}
            </p>
          )}
          <QrDrawing shape={qr} label={QR_LABEL} className="w-full max-w-80" />
          <p className="text-lg">Scan the code with your phone’s camera, or open</p>
          <p className="text-lg font-semibold wrap-anywhere">{addressOf(url)}</p>
          <div className="grid gap-1">
            <p>and enter this code:</p>
            <p className="font-mono text-xl font-semibold wrap-anywhere">{code}</p>
          </div>
          <p className="text-sm">
            {linkId && `Link ${number}, for one person. `}
            {ends ? `Works until ${ends}.` : ''}
          </p>
        </div>
      </div>
    )}
  />
)
