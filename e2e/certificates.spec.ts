// Certificates from asking to installing, as people, administrators and auditors see them; openssl says what the files are.
import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { made, makeCsr, makeKey, openssl } from '../lib/testing/openssl.ts'
import { expect, expectAccessible, test } from './test.ts'

const PASSWORD_SHAPE = /^[A-Za-z2-9]{20}$/
const usernameOf = async (userId: string) => {
  const { db } = await import('../lib/core/db.ts')
  return (await db.user.findUniqueOrThrow({ where: { id: userId }, select: { username: true } })).username
}
const badge = (page: Page, word: string) => page.locator('header').getByText(word, { exact: true })
const idOf = (page: Page) => String(new URL(page.url()).pathname.split('/').pop())

/** Lets everybody ask; the server knows of a setting that another process changed a moment later. */
async function offered(world: typeof import('../lib/testing/world.ts'), page: Page) {
  await world.set('certificate.selfService', 'everybody')
  await expect(async () => {
    await page.goto('/account/certificates')
    await expect(page.getByRole('link', { name: 'Ask for a certificate' })).toBeVisible({ timeout: 1_000 })
  }).toPass()
}

async function saved(page: Page, name: string) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: `Save ${name}` }).click()])
  expect(download.suggestedFilename()).toBe(name)
  return readFileSync(await download.path())
}

test('somebody asks for a certificate, downloads key and password once, renews it and revokes the old one', async ({ as, world }) => {
  const { page, userId } = await as([])
  const username = await usernameOf(userId)
  await offered(world, page)
  await expect(page.getByText('No certificate in use')).toBeVisible()
  await page.getByText('Windows (Edge, Chrome)').click()
  await expect(page.getByText('Double-click the PFX file. The Certificate Import Wizard opens.')).toBeVisible()
  await page.getByRole('link', { name: 'Ask for a certificate' }).click()
  await page.getByRole('button', { name: 'Ask for certificate' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'My certificate' })).toBeVisible()
  // The job signs it, and the page finds out by itself.
  await expect(badge(page, 'Valid')).toBeVisible()
  const first = idOf(page)

  await page.getByRole('button', { name: 'Download certificate and key' }).click()
  await expect(page.getByText('The key is gone from the server now.')).toBeVisible()
  const password = await page.getByLabel('Password of the file').innerText()
  expect(password).toMatch(PASSWORD_SHAPE)
  await expectAccessible(page)
  const pfx = await saved(page, `${username}.pfx`)
  const read = (word: string) => openssl(['pkcs12', '-in', 'a.pfx', '-passin', `pass:${word}`, '-nodes'], { 'a.pfx': pfx })
  expect(read('wrong').ok).toBe(false)
  expect(read(password).said).toMatch(new RegExp(`subject=CN ?= ?${username}\\n[\\s\\S]*BEGIN PRIVATE KEY`))
  await page.reload()
  await expect(page.getByText('This certificate was downloaded already')).toBeVisible()
  expect(await page.content()).not.toContain(password)

  const other = await as([])
  expect((await other.page.goto(`/account/certificates/${first}`))?.status()).toBe(404)

  await page.getByRole('button', { name: 'Renew' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Renew certificate' }).click()
  await expect(page).not.toHaveURL(new RegExp(first))
  await expect(page.getByRole('button', { name: 'Download certificate and key' })).toBeVisible()
  await page.goto(`/account/certificates/${first}`)
  await expect(page.getByText('There is a newer one.')).toBeVisible()
  await page.getByRole('button', { name: 'Revoke', exact: true }).click()
  await page.getByRole('dialog').getByLabel('Reason').selectOption('I have a newer one')
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke certificate' }).click()
  await expect(badge(page, 'Revoked')).toBeVisible()
  await expect(page.getByText('Superseded')).toBeVisible()
  const events = (await world.auditOf(userId)).map(({ event }) => event)
  expect(events).toEqual(expect.arrayContaining(['certificate.requested', 'certificate.issued', 'certificate.downloaded', 'certificate.revoked'])) // prettier-ignore
})

test('a key of one’s own on a telephone: a request for another name is refused and kept, a right one gives the certificate alone', async ({
  as,
  world,
}) => {
  const { page, userId } = await as([], { viewport: { width: 360, height: 740 }, colorScheme: 'dark' })
  const username = await usernameOf(userId)
  const key = makeKey()
  await offered(world, page)
  await page.goto('/account/certificates/new')
  await page.getByText('I have a key of my own').click()
  const field = page.getByLabel('Certificate signing request')
  await field.fill(makeCsr(`/CN=${username}2`, key))
  await page.getByRole('button', { name: 'Ask for certificate' }).click()
  await expect(field).toHaveAttribute('aria-invalid', 'true')
  await expect(field).toHaveValue(/BEGIN CERTIFICATE REQUEST/)
  await expectAccessible(page)
  await field.fill(makeCsr(`/CN=${username}/O=Evil`, key))
  await page.getByRole('button', { name: 'Ask for certificate' }).click()
  await expect(badge(page, 'Valid')).toBeVisible()
  await page.getByRole('button', { name: 'Download certificate' }).click()
  await expect(page.getByText('The file holds the certificate and no key')).toBeVisible()
  await expect(page.getByLabel('Password of the file')).toHaveCount(0)
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0)
  const pem = String(await saved(page, `${username}.pem`))
  expect(pem).not.toContain('PRIVATE KEY')
  expect(made(['x509', '-in', 'a.pem', '-noout', '-pubkey', '-subject'], { 'a.pem': pem })).toContain(
    made(['pkey', '-in', 'k.pem', '-pubout'], { 'k.pem': key }).trim(),
  )
  await page.reload()
  await expect(page.getByRole('button', { name: 'Download certificate' })).toBeVisible()
})

test('an administrator issues, finds and revokes one with its reason, which the public list says', async ({ as, world, request }) => {
  const person = await world.person({ firstName: 'Cora', lastName: `Cert ${crypto.randomUUID().slice(0, 6)}` })
  const name = `${person.firstName} ${person.lastName}`
  const { page } = await as(['ADMIN'])
  await page.goto('/certificates')
  await page.getByRole('button', { name: 'Issue certificate' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox', { name: 'User' }).fill(person.email)
  await dialog.getByRole('option', { name: new RegExp(name) }).click()
  await dialog.getByRole('button', { name: 'Issue certificate' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText(name)
  await expect(badge(page, 'Valid')).toBeVisible()
  await expect(page.getByRole('list', { name: 'History' })).toContainText('signed it')
  await expect(page.getByText('Made here, waits for the user to download it')).toBeVisible()
  const { db } = await import('../lib/core/db.ts')
  const { serial, authorityId } = await db.certificate.findUniqueOrThrow({ where: { id: idOf(page) } })
  expect(await page.content()).not.toContain('PRIVATE KEY')

  await page.goto(`/certificates?state=valid&ends=7&q=${person.username}`)
  await expect(page.getByText('No certificates match')).toBeVisible()
  await page.goto(`/certificates?q=${serial}`)
  await page
    .getByRole('row')
    .nth(1)
    .getByRole('link', { name: new RegExp(name) })
    .click()
  await page.getByRole('button', { name: 'Revoke certificate' }).first().click()
  await dialog.getByLabel('Reason').selectOption('Key compromised')
  await dialog.getByLabel('Note').fill('The telephone was stolen.')
  await dialog.getByRole('button', { name: 'Revoke certificate' }).click()
  await expect(badge(page, 'Revoked')).toBeVisible()
  await expect(page.getByRole('list', { name: 'History' })).toContainText('Key compromised – The telephone was stolen.')
  await expect
    .poll(async () =>
      made(['crl', '-in', 'l.pem', '-noout', '-text'], { 'l.pem': await (await request.get(`/crl/${authorityId}.pem`)).text() }),
    )
    .toMatch(new RegExp(`Serial Number: ${serial.toUpperCase()}[\\s\\S]{0,200}Key Compromise`))

  await page.goto(`/users/${person.id}/certificates`)
  await page.getByRole('button', { name: 'Issue certificate' }).first().click()
  await dialog.getByRole('button', { name: 'Issue certificate' }).click()
  await expect(badge(page, 'Valid')).toBeVisible()
  await page.goto(`/users/${person.id}/certificates`)
  await page.getByRole('button', { name: /^Revoke certificate [0-9a-f]{32}$/ }).click()
  await dialog.filter({ visible: true }).getByRole('button', { name: 'Revoke certificate' }).click()
  await expect(page.getByText('Revoked', { exact: true })).toHaveCount(2)

  const auditor = await as(['Auditor'])
  expect((await auditor.page.goto('/certificates'))?.status()).toBe(200)
  await auditor.page.getByRole('button', { name: 'Issue certificate' }).focus()
  await expect(auditor.page.getByRole('tooltip').filter({ hasText: 'issue certificates for users' })).toBeVisible()
  const stranger = await as([])
  expect((await stranger.page.goto(`/users/${person.id}/certificates`))?.status()).toBe(403)
})

test('one that failed says why and is tried again; an authority is imported, and the one of before stays listed', async ({ as, world }) => {
  const person = await world.person()
  const { db } = await import('../lib/core/db.ts')
  const { newId } = await import('../lib/core/id.ts')
  const id = newId()
  const serial = `40${id.replaceAll('-', '').slice(2)}`
  const named = { userId: person.id, userLabel: person.username, username: person.username }
  await db.certificate.create({
    data: { id, ...named, serial, state: 'FAILED', attempts: 8, lastError: 'The key could not be opened.', createdByLabel: 'test' },
    select: { id: true },
  })
  const { page } = await as(['ADMIN'])
  await page.goto(`/certificates?state=failed&q=${person.username}`)
  await page.getByRole('row').nth(1).getByRole('link', { name: person.username }).click()
  await expect(page.getByText('The key could not be opened. Nothing was issued.')).toBeVisible()
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(badge(page, 'Valid')).toBeVisible()

  const key = makeKey('-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384')
  const organisation = `Ours ${id.slice(-6)}`
  const certificate = made(
    ['req', '-x509', '-new', '-batch', '-key', 'k.pem', '-days', '90', '-subj', `/O=${organisation}/CN=Own authority`, '-addext', 'keyUsage=critical,keyCertSign,cRLSign'], // prettier-ignore
    { 'k.pem': key },
  )
  await page.goto('/certificates/authority')
  const before = await page.getByRole('region', { name: 'Present authority' }).getByRole('code').first().innerText()
  await page.getByRole('link', { name: 'Import authority' }).click()
  await page.getByLabel('Certificates', { exact: true }).fill(certificate)
  await page.getByLabel('Private key').fill(makeKey())
  await page.getByLabel('Replace the present authority').check()
  await page.getByRole('button', { name: 'Import authority' }).click()
  await expect(page.getByText('This key belongs to another certificate.')).toBeVisible()
  await page.getByLabel('Private key').fill(key)
  await page.getByRole('button', { name: 'Import authority' }).click()
  await expect(page.getByText('Certificate authority imported.')).toBeVisible()
  const present = page.getByRole('region', { name: 'Present authority' })
  await expect(present).toContainText(organisation)
  await expect(page.getByText('This authority ends soon.')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Earlier authorities' })).toContainText(before)
  expect(await page.content()).not.toContain('PRIVATE KEY')
  await page.getByRole('button', { name: 'Replace authority' }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: 'Replace authority' }).click()
  await expect(page.getByText('Certificate authority created.')).toBeVisible()
  await expect(present).toContainText('Gatehouse certificate authority')
})
