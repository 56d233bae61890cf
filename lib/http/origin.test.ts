import { expect, test } from 'vitest'
import { whyNotSameOrigin } from './origin.ts'

const appUrl = 'https://people.example.org'

test.each([
  [undefined, undefined],
  ['', undefined],
  ['null', undefined],
  ['https://evil.example', undefined],
  ['https://people.example.org.evil.example', undefined],
  ['https://sub.people.example.org', undefined],
  ['https://people.example.org:8443', undefined],
  ['http://people.example.org', undefined],
  ['HTTPS://PEOPLE.EXAMPLE.ORG', undefined],
  ['https://people.example.org/', undefined],
  [appUrl, 'cross-site'],
  [appUrl, 'same-site'],
  [appUrl, 'none'],
])('Origin %s with Sec-Fetch-Site %s is refused', (origin, secFetchSite) => {
  expect(whyNotSameOrigin({ origin, secFetchSite }, appUrl)).toBeTruthy()
})

test.each([undefined, null, '', 'same-origin'])('our own Origin with Sec-Fetch-Site %s is accepted', (secFetchSite) => {
  expect(whyNotSameOrigin({ origin: appUrl, secFetchSite }, appUrl)).toBeNull()
})
