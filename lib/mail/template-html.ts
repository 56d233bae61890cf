import '#server-only'
import { createElement as h, type CSSProperties } from 'react'
import { Body, Button, Container, Head, Heading, Html, Preview, Text, render } from 'react-email'
import type { Part } from './template-parts.ts'

const font = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif'
const body: CSSProperties = { backgroundColor: '#f5f5f4', fontFamily: font, margin: 0, padding: '24px 0' }
const card: CSSProperties = { backgroundColor: '#ffffff', borderRadius: 8, maxWidth: 560, padding: '24px 32px' }
const heading: CSSProperties = { color: '#1c1917', fontSize: 20, lineHeight: '28px', margin: '0 0 16px' }
const words: CSSProperties = { color: '#292524', fontSize: 15, lineHeight: '24px', margin: '0 0 16px', overflowWrap: 'anywhere' }
const quote: CSSProperties = { ...words, borderLeft: '3px solid #d6d3d1', paddingLeft: 12 }
const button: CSSProperties = { backgroundColor: '#1d4ed8', borderRadius: 6, color: '#ffffff', fontSize: 15, padding: '10px 18px' }
const small: CSSProperties = { ...words, color: '#57534e', fontSize: 13, lineHeight: '20px', marginTop: 12 }
const end: CSSProperties = { ...small, borderTop: '1px solid #e7e5e4', margin: '24px 0 0', paddingTop: 12 }

function element(part: Part, key: number) {
  if (part.kind !== 'link') return h(Text, { key, style: part.kind === 'quote' ? quote : words }, part.text)
  const below = `If the button does not work, open this address: ${part.href}`
  return h('div', { key }, h(Button, { href: part.href, style: button }, part.label), h(Text, { style: small }, below))
}

/** The HTML of a message. Everything in `parts` and `footer` is escaped as text; the only addresses in it are those of its link parts. */
export function htmlOf(subject: string, parts: readonly Part[], footer = ''): Promise<string> {
  const last = footer && h(Text, { style: end }, footer)
  const card_ = h(Container, { style: card }, h(Heading, { as: 'h1', style: heading }, subject), parts.map(element), last)
  return render(
    h(Html, { lang: 'en' }, h(Head, null, h('title', null, subject)), h(Preview, null, subject), h(Body, { style: body }, card_)),
  )
}
