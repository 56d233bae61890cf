import { Download } from 'lucide-react'
import type { ReactNode } from 'react'
import { buttonClass, type ButtonVariant } from '../ui/button.tsx'

/**
 * A file that the page itself carries, to be saved under its name: works without client JavaScript and asks the server for nothing. For
 * small files; `base64` is their content.
 */
export const DataLink = ({
  fileName,
  contentType,
  base64,
  variant,
  onClick,
  children,
}: {
  fileName: string
  contentType: string
  base64: string
  variant?: ButtonVariant | undefined
  onClick?: (() => void) | undefined
  children: ReactNode
}) => (
  <a href={`data:${contentType};base64,${base64}`} download={fileName} onClick={onClick} className={buttonClass({ variant })}>
    <Download aria-hidden />
    {children}
  </a>
)
