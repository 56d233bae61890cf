/** How long a session lasts without use, and altogether; shorter for whoever may administer others (security policy, section 6). */
export const SESSION_LIMITS = { idleMinutes: 60, absoluteHours: 24, privilegedIdleMinutes: 15, privilegedAbsoluteHours: 12 } as const

/** At most so many open sessions per user; a further sign-in ends the one that was used least recently. */
export const mostOpenSessions = 10

const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\//, 'Edge'],
  [/\b(?:OPR|Opera)\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/Chrome\/|\bCriOS\/|\bChromium\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
  [/^curl\//, 'curl'],
]
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
]
const first = (list: typeof BROWSERS, text: string) => list.find(([pattern]) => pattern.test(text))?.[1]

/** What a browser says it is, in words: "Firefox on Windows". It is the browser's own claim, good for recognising and for nothing else. */
export function deviceName(userAgent: string | null): string {
  const browser = first(BROWSERS, userAgent ?? '')
  const system = first(SYSTEMS, userAgent ?? '')
  if (browser && system) return `${browser} on ${system}`
  return browser ?? system ?? 'Unknown browser'
}

const WORDS: Record<string, string> = {
  'signed-out': 'Signed out',
  ended: 'Ended by an administrator or from another session',
  'password-changed': 'Ended by a new password',
  deactivated: 'Ended when the account was deactivated',
  deleted: 'Ended when the account was moved to the trash',
  'too-many': `Ended by an eleventh sign-in; ${mostOpenSessions} may be open`,
  expired: 'Timed out',
}

/** Why a session ended, in words. */
export const endWords = (reason: string | null) => WORDS[reason ?? 'expired'] ?? 'Ended'
