import { Fragment } from 'react'
import { fingerprintWords } from './certificate-words.ts'

/** A fingerprint that may break after a colon and nowhere else. Nothing for a certificate that has none yet. */
export const Fingerprint = ({ hex }: { hex: string | null }) =>
  hex !== null && (
    <code>
      {fingerprintWords(hex)
        .split(':')
        .map((pair, n) => (
          <Fragment key={n}>
            {n > 0 && (
              <>
                :<wbr />
              </>
            )}
            {pair}
          </Fragment>
        ))}
    </code>
  )
