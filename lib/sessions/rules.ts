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
  'too-many': 'Ended by a newer sign-in: as many were open as may be',
  expired: 'Timed out',
  'certificate-revoked': 'Ended when its certificate was revoked',
}

/** Why a session ended, in words. */
export const endWords = (reason: string | null) => WORDS[reason ?? 'expired'] ?? 'Ended'
