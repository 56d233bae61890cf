import { PrintButton } from '../../../../components/enrollments/print-button.tsx'
import { CopyField } from '../../../../components/ui/copy-button.tsx'

/** The address of this page is the only key to it: says so, and offers the ways of taking it along. */
export const KeepLink = ({ link }: { link: string }) => (
  <section aria-labelledby="keep-title" className="grid gap-3">
    <div>
      <h2 id="keep-title" className="text-lg font-semibold">
        Keep this link
      </h2>
      <p className="text-ink-soft">
        It is the way back to this page, also when your browser was closed. Bookmark it, copy it or print it, and give it to nobody: whoever
        has it can act for you here.
      </p>
    </div>
    <div className="print:hidden">
      <CopyField value={link} label="Link to this page" copyLabel="Copy link" />
    </div>
    <p className="hidden font-mono break-all print:block">{link}</p>
    <div className="print:hidden">
      <PrintButton />
    </div>
  </section>
)
