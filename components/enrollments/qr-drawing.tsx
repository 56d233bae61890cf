/** A QR code as it is drawn: the length of a side in modules, quiet zone included, and the dark modules as the path of an SVG. */
export type QrShape = { side: number; path: string }

/**
 * Draws a code whose shape the server has worked out, also where it comes back in the answer to a form. Black on white in every theme, since many
 * cameras read nothing else; `label` is what it leads to, for those who cannot see it.
 */
export const QrDrawing = ({
  shape: { side, path },
  label,
  className,
}: {
  shape: QrShape
  label: string
  className?: string | undefined
}) => (
  <svg viewBox={`0 0 ${side} ${side}`} role="img" aria-label={label} shapeRendering="crispEdges" className={className}>
    <rect width={side} height={side} fill="#fff" />
    <path d={path} fill="#000" />
  </svg>
)
