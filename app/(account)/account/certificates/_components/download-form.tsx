'use client'
import { useEffect, useState } from 'react'
import { DataLink } from '../../../../../components/certificates/data-link.tsx'
import { ActionForm } from '../../../../../components/form/action-form.tsx'
import { CheckboxField, SelectField } from '../../../../../components/form/fields.tsx'
import { useFormAnswer } from '../../../../../components/form/form-answer.ts'
import { SubmitButton } from '../../../../../components/form/submit-button.tsx'
import { Callout } from '../../../../../components/ui/callout.tsx'
import { CopyButton } from '../../../../../components/ui/copy-button.tsx'
import { downloadOwnCertificateInput } from '../../../../../lib/certificates/schema.ts'
import { downloadOwnCertificateAction } from '../actions.ts'

/** What a download answers with. */
type Handed = { fileName: string; contentType: string; base64: string; password?: string }

const FORMATS = [
  { value: 'pfx', label: 'PFX – for browsers, computers and telephones' },
  { value: 'pem', label: 'PEM – for programs and servers' },
]

/** Asks before the page goes away while its file is not saved: it can be had nowhere else. */
function useLeavingAsks(asks: boolean) {
  useEffect(() => {
    if (!asks) return
    const onLeave = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', onLeave)
    return () => window.removeEventListener('beforeunload', onLeave)
  }, [asks])
}

function HandOver({ fileName, contentType, base64, password, ownKey }: Handed & { ownKey: boolean }) {
  const [saved, setSaved] = useState(ownKey)
  useLeavingAsks(!saved)
  return (
    <div role="status" tabIndex={-1} ref={(element) => element?.focus()} className="grid gap-4 rounded-sm">
      <div>
        <DataLink
          fileName={fileName}
          contentType={contentType}
          base64={base64}
          variant={saved ? 'secondary' : 'primary'}
          onClick={() => setSaved(true)}
        >
          Save {fileName}
        </DataLink>
      </div>
      {password !== undefined && (
        <div className="grid justify-items-center gap-3 rounded-md bg-sunken px-3 py-4">
          <p className="text-ink-soft">Password of the file</p>
          <output
            aria-label="Password of the file"
            className="text-center font-mono text-lg font-semibold tracking-wide wrap-anywhere select-all"
          >
            {password}
          </output>
          <CopyButton value={password} label="Copy password" />
        </div>
      )}
      {ownKey ? (
        <p className="text-ink-soft">The file holds the certificate and no key: that is with you. You can download it again at any time.</p>
      ) : (
        <Callout tone="warning" title="The key is gone from the server now.">
          Save the file and note the password before you leave this page: neither can be shown again, by anybody. If you lose one of them,
          renew the certificate to get a new key.
        </Callout>
      )}
    </div>
  )
}

function Fields({ ownKey, legacy, whyNot }: { ownKey: boolean; legacy: boolean; whyNot: string | null }) {
  const { answer } = useFormAnswer()
  if (answer?.ok) return <HandOver {...(answer.result as Handed)} ownKey={ownKey} />
  if (whyNot !== null) return <p className="text-ink-soft">{whyNot}</p>
  return (
    <>
      {!ownKey && (
        <p>
          The file holds your key and can be fetched <strong className="font-semibold">once</strong>: with the download the key leaves this
          server for good. Do it on the device that needs it, or on one from which you can move the file safely.
        </p>
      )}
      <SelectField name="format" label="File" options={FORMATS} />
      {legacy && (
        <CheckboxField
          name="legacy"
          label="For an old device"
          hint="Only when a device refuses the ordinary PFX file: this one is encrypted in an old and weak way, and that is recorded."
        />
      )}
      <div>
        <SubmitButton>{ownKey ? 'Download certificate' : 'Download certificate and key'}</SubmitButton>
      </div>
    </>
  )
}

/**
 * The download of one’s own certificate. It stays on the page after the key is gone, because its answer has the only copy: `whyNot` is what
 * it says instead of a form.
 */
export const DownloadForm = ({
  certificateId,
  ...rest
}: {
  certificateId: string
  ownKey: boolean
  legacy: boolean
  whyNot: string | null
}) => (
  <ActionForm
    id="download-certificate"
    schema={downloadOwnCertificateInput}
    action={downloadOwnCertificateAction}
    hidden={{ certificateId }}
    defaultValues={{ format: rest.ownKey ? 'pem' : 'pfx' }}
  >
    <Fields {...rest} />
  </ActionForm>
)
