import { DataLink } from './data-link.tsx'

/** Certificates as text: folded away, to be read, copied or saved as a file. Nothing in them is secret. */
export const PemText = ({ title, pem, fileName }: { title: string; pem: string; fileName: string }) => (
  <details>
    <summary className="w-fit rounded-sm font-medium text-accent underline underline-offset-2">{title}</summary>
    <div className="grid gap-3 pt-3">
      <div>
        <DataLink fileName={fileName} contentType="application/x-pem-file" base64={Buffer.from(pem).toString('base64')}>
          Save {fileName}
        </DataLink>
      </div>
      <pre tabIndex={0} className="overflow-x-auto rounded-md bg-sunken px-3 py-2 font-mono text-sm select-all">
        {pem}
      </pre>
    </div>
  </details>
)
