/** Where people go who asked for nothing else: `/` leads on to what they may do. */
export const HOME = '/'

/**
 * The page to return to after signing in, as a path of this site with its query. Whatever could lead elsewhere or is no plain path
 * becomes `/`: other origins in any spelling, backslashes, control characters, dots that climb, pages of sign-in itself.
 */
export function safeNextPath(wanted: unknown, appUrl: string): string {
  if (typeof wanted !== 'string' || wanted.length > 2_000 || !wanted.startsWith('/')) return HOME
  // Browsers drop tabs and line breaks and read "\" as "/", so a text with any of them is not what it looks like.
  // eslint-disable-next-line no-control-regex -- control characters are what this refuses
  if (/[\u0000-\u0020\u007f\\]/.test(wanted) || wanted.startsWith('//')) return HOME
  const url = URL.parse(wanted, appUrl)
  if (!url || url.origin !== new URL(appUrl).origin || url.username || url.password) return HOME
  const path = url.pathname + url.search
  if (path.startsWith('//') || /%(?:0|1|5c|2f)/i.test(url.pathname)) return HOME
  return /^\/(?:sign-in|api|_next)(?:[/?]|$)/.test(path) ? HOME : path
}
