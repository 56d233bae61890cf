import type { ReactNode } from 'react'

/** How each system takes a PFX file, in the words of its own menus. */
const SYSTEMS: { name: string; steps: readonly ReactNode[]; note?: string }[] = [
  {
    name: 'Windows (Edge, Chrome)',
    steps: [
      'Double-click the PFX file. The Certificate Import Wizard opens.',
      'Choose “Current User”, then Next until it asks for a password.',
      'Enter the password of the file. Leave “Mark this key as exportable” off.',
      'Leave “Automatically select the certificate store” on, and choose Finish.',
      'Close all windows of the browser and open it again.',
    ],
  },
  {
    name: 'macOS (Safari, Chrome)',
    steps: [
      'Double-click the PFX file. Keychain Access opens.',
      'Choose the keychain “login”, not “iCloud” and not “System”.',
      'Enter the password of the file.',
      'Open this site again. When the Mac asks whether the browser may use the key, enter the password of your Mac and choose “Always Allow”.',
    ],
  },
  {
    name: 'iPhone and iPad (Safari)',
    steps: [
      'Save the file in Files and tap it there. The device says that a profile was downloaded.',
      'Open Settings, then General, then “VPN & Device Management”, and tap the downloaded profile.',
      'Tap Install and enter the code of the device, then the password of the file.',
      'Open this site in Safari. Other browsers on the device cannot use the certificate.',
    ],
  },
  {
    name: 'Android (Chrome)',
    steps: [
      'Open Settings, search for “certificate”, and choose to install a “VPN & app user certificate”. It asks for the screen lock.',
      'Choose the PFX file and enter the password of the file.',
      'Give the certificate any name and tap OK.',
      'Open this site in Chrome and choose the certificate when it asks.',
    ],
  },
  {
    name: 'Firefox (every system)',
    steps: [
      'Open Settings, then “Privacy & Security”, and scroll to Certificates.',
      'Choose “View Certificates…”, then the tab “Your Certificates”, then “Import…”.',
      'Choose the PFX file and enter the password of the file.',
    ],
    note: 'Firefox keeps certificates of its own: one that the system knows has to be imported here too.',
  },
  {
    name: 'Chromium and Chrome on Linux',
    steps: [
      <>
        Open <code className="select-all">chrome://certificate-manager</code> in the address bar.
      </>,
      'Choose “Your certificates”, then Import, and enter the password of the file.',
      <>
        Or in a terminal: <code className="wrap-anywhere select-all">pk12util -d sql:$HOME/.pki/nssdb -i FILE.pfx</code>
      </>,
    ],
  },
  {
    name: 'Programs (PEM)',
    steps: [
      'The PEM file has the encrypted key first, then the certificate and those above it.',
      <>
        With curl: <code className="wrap-anywhere select-all">curl --cert FILE.pem:PASSWORD https://…</code>
      </>,
      'Keep the file where only the program’s own user can read it.',
    ],
  },
]

/** How to install a certificate, system by system; each opens by itself, also without client JavaScript. */
export const InstallSteps = () => (
  <div className="grid">
    {SYSTEMS.map(({ name, steps, note }) => (
      <details key={name} className="border-b border-line py-2">
        <summary className="rounded-sm font-medium">{name}</summary>
        <ol className="grid list-decimal gap-1 py-2 ps-5 text-ink-soft">
          {steps.map((step, n) => (
            <li key={n}>{step}</li>
          ))}
        </ol>
        {note && <p className="pb-2 text-ink-soft">{note}</p>}
      </details>
    ))}
    <p className="pt-3 text-ink-soft">
      Afterwards delete the file from your downloads: whoever has the file and its password signs in as you. If a system calls the right
      password wrong, it is too old for the way the file is encrypted; import it into Firefox, or ask an administrator.
    </p>
  </div>
)
