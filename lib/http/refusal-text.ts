import { STATUS, type AppError } from '../core/errors.ts'

const escaped = (text: string) =>
  text.replace(/[&<>"']/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[sign] ?? sign)

/**
 * A refusal as a small page of its own, for answers that are made without Next: the sentence, what is wrong with which field, and the way
 * back to `back`, a path of ours. All text is escaped.
 */
export function refusalText({ code, message, detail }: AppError, back: string): string {
  const sentences = Object.entries(detail.fields ?? {}).flatMap(([name, texts]) => texts.map((text) => (name ? `${name}: ${text}` : text)))
  const list = sentences.length ? `<ul>${sentences.map((text) => `<li>${escaped(text)}</li>`).join('')}</ul>` : ''
  const way =
    code === 'UNAUTHENTICATED'
      ? `<a href="/sign-in?next=${encodeURIComponent(back)}">Sign in and go back</a>`
      : `<a href="${escaped(back)}">Go back</a>`
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${STATUS[code]} – Gatehouse</title></head><body><main><h1>Nothing was downloaded</h1><p>${escaped(message)}</p>${list}<p>${way}</p></main></body></html>\n`
}
