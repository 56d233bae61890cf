type Sender = { origin: string | null | undefined; secFetchSite: string | null | undefined }

/**
 * Why a request that changes something may not have come from our own pages, or null when it has: its Origin must be exactly
 * `appUrl` (an origin such as https://people.example.org) and Sec-Fetch-Site, which newer browsers send, must be same-origin.
 * A request without Origin is refused: every browser sends it with a POST.
 */
export function whyNotSameOrigin({ origin, secFetchSite }: Sender, appUrl: string): string | null {
  if (!origin) return 'It has no Origin.'
  if (origin !== appUrl) return `Its Origin is ${origin.slice(0, 200)}.`
  if (secFetchSite && secFetchSite !== 'same-origin') return `Its Sec-Fetch-Site is ${secFetchSite.slice(0, 20)}.`
  return null
}

/** What a person reads whose form was refused by `whyNotSameOrigin`. */
export const refusedOriginText = (appUrl: string) =>
  `This form was not sent from ${appUrl}, so nothing was changed. Open ${appUrl} in your browser and try again.\n`
