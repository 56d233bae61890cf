import '#server-only'
import { env } from '../core/env.ts'
import { templateNamed } from './templates.ts'

/** Stands where a link's secret is not shown. */
export const HIDDEN = '(hidden)'

/** The address that the link of a template has with this secret, or null for templates without a link. Always below APP_URL. */
export function linkOf(template: string, secret: string): string | null {
  const path = templateNamed(template)?.linkPath
  return path ? `${env.appUrl}${path}?token=${secret === HIDDEN ? HIDDEN : encodeURIComponent(secret)}` : null
}
