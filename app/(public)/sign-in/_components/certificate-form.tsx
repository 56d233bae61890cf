'use client'
import { ActionForm } from '../../../../components/form/action-form.tsx'
import { certificateForm } from '../../../../lib/auth/schema.ts'
import { signInWithCertificateAction } from '../actions.ts'

/** Signs in with the certificate that the browser brought; `name` is its common name. */
export const CertificateForm = ({ name, next }: { name: string; next: string }) => (
  <section aria-labelledby="certificate-title" className="grid gap-3 border-b border-line pb-6">
    <h2 id="certificate-title" className="text-lg font-semibold">
      Your certificate
    </h2>
    <p className="text-ink-soft">
      Your browser sent a certificate for <span className="font-medium wrap-anywhere text-ink">{name}</span>.
    </p>
    <ActionForm
      schema={certificateForm}
      action={signInWithCertificateAction}
      hidden={{ next }}
      submitLabel="Sign in with the certificate"
    />
  </section>
)
