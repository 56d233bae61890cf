import '#server-only'
import { env } from '../core/env.ts'

/** The whole address of a path of this installation, which begins with a slash: for links that people copy, print or type. */
export const addressOf = (path: `/${string}`): string => `${env.appUrl}${path}`
