import { createElement } from 'react'
import { create } from 'qrcode'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { QrCode } from './qr-code.tsx'

/** The squares that a path of ours covers, as "row,column" without the quiet zone. */
function covered(markup: string): string[] {
  const path = / d="([^"]*)"/.exec(markup)?.[1] ?? ''
  return [...path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)].flatMap(([, x, y, run]) =>
    Array.from({ length: Number(run) }, (_, step) => `${Number(y) - 4},${Number(x) + step - 4}`),
  )
}

test('the drawing has every dark module of the code, no other, and four modules of quiet around', () => {
  for (const text of ['https://gate.example/enroll?token=0123456789ABCDEFGHJKMNPQRS', 'ä'.repeat(300), 'x']) {
    const { modules } = create(text, { errorCorrectionLevel: 'M' })
    const dark = Array.from({ length: modules.size ** 2 }, (_, at) => at)
      .filter((at) => modules.data[at])
      .map((at) => `${Math.floor(at / modules.size)},${at % modules.size}`)
    const markup = renderToStaticMarkup(createElement(QrCode, { text, label: 'Leads to the form' }))
    expect(covered(markup).sort()).toEqual(dark.sort())
    expect(markup).toContain(`viewBox="0 0 ${modules.size + 8} ${modules.size + 8}"`)
    expect(markup).toContain('role="img" aria-label="Leads to the form"')
  }
})
