import { z } from 'zod'
import { defineList } from '../core/list.ts'

/** Where a certificate is in its life. `expired` is an issued one whose time is over. */
export const CERTIFICATE_STATES = ['pending', 'valid', 'expired', 'revoked', 'failed'] as const
export type CertificateState = (typeof CERTIFICATE_STATES)[number]

/** The list of all users' certificates: screen, address bar and API read this one description. Search: username, name, serial number. */
export const certificatesList = defineList({
  sort: ['created', 'expires'],
  defaultSort: 'created',
  defaultDirection: 'desc',
  filters: {
    state: z.enum(['any', ...CERTIFICATE_STATES]).default('any'),
    /** Valid ones that end within so many days. */
    ends: z.enum(['any', '7', '30', '90']).default('any'),
  },
})
export type CertificatesListParams = z.output<typeof certificatesList.strict>
