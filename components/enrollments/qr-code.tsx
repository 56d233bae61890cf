import { create } from 'qrcode'
import { QrDrawing, type QrShape } from './qr-drawing.tsx'

/** Modules of quiet zone around the code: ISO/IEC 18004 asks for four. */
const QUIET = 4

/** All dark modules as one path, each run of a row as one rectangle. */
function darkPath(modules: { size: number; data: Uint8Array }): string {
  const { size, data } = modules
  let path = ''
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      if (!data[row * size + column]) continue
      const start = column
      while (column + 1 < size && data[row * size + column + 1]) column++
      const run = column + 1 - start
      path += `M${start + QUIET} ${row + QUIET}h${run}v1h-${run}z`
    }
  return path
}

/** The shape of a QR code of `text`, up to about 2,000 characters; longer text throws. For servers only: `QrDrawing` draws it anywhere. */
export function qrShape(text: string): QrShape {
  const { modules } = create(text, { errorCorrectionLevel: 'M' })
  return { side: modules.size + 2 * QUIET, path: darkPath(modules) }
}

/** A QR code of `text` as inline SVG, drawn on the server: no script, no image file. For server components only; `label` is what it leads to. */
export const QrCode = ({ text, label, className }: { text: string; label: string; className?: string | undefined }) => (
  <QrDrawing shape={qrShape(text)} label={label} className={className} />
)
