import { create } from 'qrcode'

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

/**
 * A QR code of `text` (up to about 2,000 characters; longer text throws) as inline SVG, drawn on the server: no script, no image file. Black on
 * white in every theme, since many cameras read nothing else; `label` is what it leads to, for those who cannot see it. For server components only.
 */
export function QrCode({ text, label, className }: { text: string; label: string; className?: string | undefined }) {
  const { modules } = create(text, { errorCorrectionLevel: 'M' })
  const side = modules.size + 2 * QUIET
  return (
    <svg viewBox={`0 0 ${side} ${side}`} role="img" aria-label={label} shapeRendering="crispEdges" className={className}>
      <rect width={side} height={side} fill="#fff" />
      <path d={darkPath(modules)} fill="#000" />
    </svg>
  )
}
