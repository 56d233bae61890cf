import { redirect } from 'next/navigation'
import type { ReactElement } from 'react'
import { expect, test, vi } from 'vitest'
import { systemActor } from '../core/actor.ts'
import { AppError } from '../core/errors.ts'
import { log } from '../core/log.ts'
import { adminPage } from './page.ts'
import { asRequest } from './status.ts'

const actor = systemActor('test')
vi.mock('next/headers', () => ({ headers: async () => new Headers({ 'x-gatehouse-url': '/users?q=ann&_rsc=1' }) }))
vi.mock('../auth/session.ts', () => ({ currentActor: async () => actor }))

/** What a page answers whose content throws `error`: its status and the element in its place. */
const answerTo = (error: unknown) =>
  asRequest(async (asked) => {
    const page = adminPage(() => Promise.reject(error))
    const element = (await page({})) as ReactElement<Record<string, unknown>>
    return { status: asked.status, element }
  })

test('a fault is a page of its own with status 500, the number of the log, and nothing of the reason', async () => {
  const logged = vi.spyOn(log, 'error').mockImplementation(() => {})
  const fault = new Error('hunter2')
  const { status, element } = await answerTo(fault)
  expect(status).toBe(500)
  expect(element.props).toMatchObject({ problem: 'unavailable', reference: actor.request.id, action: { props: { href: '/users?q=ann' } } })
  expect(JSON.stringify(element.props)).not.toContain('hunter2')
  expect(logged).toHaveBeenCalledExactlyOnceWith({ err: fault, requestId: actor.request.id }, 'A page could not be shown.')
})

test('what an operation refuses keeps its own status', async () => {
  expect((await answerTo(new AppError('FORBIDDEN', 'No.'))).status).toBe(403)
})

test('a redirect is no fault', async () => {
  const redirection = (() => {
    try {
      return redirect('/account')
    } catch (thrown) {
      return thrown
    }
  })()
  await expect(answerTo(redirection)).rejects.toBe(redirection)
})
