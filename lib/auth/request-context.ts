import '#server-only'
import type { PresentedCertificate, RequestContext } from '../core/actor.ts'

/** The certificate that our server found (lib/http/client-certificate.ts) and put into the one header that clients cannot send. */
const certificateIn = (header: string | null): PresentedCertificate | null => (header ? (JSON.parse(header) as PresentedCertificate) : null)

/** The request as the audit log and the session know it. `header` reads what our server set, which drops what clients send under these names. */
export const requestContext = (header: (name: string) => string | null): RequestContext => ({
  id: header('x-gatehouse-request-id') ?? crypto.randomUUID(),
  ip: header('x-gatehouse-client-address'),
  userAgent: header('user-agent')?.slice(0, 500) ?? null,
  certificate: certificateIn(header('x-gatehouse-certificate')),
})
