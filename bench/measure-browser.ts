import { chromium } from '@playwright/test'

/** What one page load brought over the wire, in KB of 1,024 bytes as sent (compressed). */
export type PageWeight = { requests: number; totalKb: number; scriptKb: number }

/** Loads a page in Chromium with an empty cache and adds up what came; the cookie signs the browser in. */
export async function weigh(executablePath: string, url: string, cookie: { name: string; value: string }): Promise<PageWeight> {
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  })
  try {
    const context = await browser.newContext()
    await context.addCookies([{ ...cookie, url }])
    const page = await context.newPage()
    const session = await context.newCDPSession(page)
    await session.send('Network.enable')
    const types = new Map<string, string>()
    const weight = { requests: 0, total: 0, script: 0 }
    session.on('Network.responseReceived', ({ requestId, type }) => types.set(requestId, type))
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      weight.requests++
      weight.total += encodedDataLength
      if (types.get(requestId) === 'Script') weight.script += encodedDataLength
    })
    await page.goto(url, { waitUntil: 'networkidle' })
    const kb = (bytes: number) => Math.round(bytes / 1024)
    return { requests: weight.requests, totalKb: kb(weight.total), scriptKb: kb(weight.script) }
  } finally {
    await browser.close()
  }
}
