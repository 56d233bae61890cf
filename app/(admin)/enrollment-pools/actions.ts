'use server'
import { qrShape } from '../../../components/enrollments/qr-code.tsx'
import { plural } from '../../../lib/core/format.ts'
import { deletePool, pausePool, resumePool } from '../../../lib/enrollment-pools/mutations-lifecycle.ts'
import { revokePoolLink, rotatePoolCode, showPoolLink, topUpPool } from '../../../lib/enrollment-pools/mutations-links.ts'
import { changePoolOwner, createPool, updatePool } from '../../../lib/enrollment-pools/mutations.ts'
import { formAction } from '../../../lib/http/action.ts'
import { readGivingForm } from '../../read-giving-form.ts'

export const createPoolAction = formAction(createPool, {
  input: readGivingForm(createPool),
  redirectTo: ({ poolId }) => `/enrollment-pools/${poolId}?notice=created`,
})
export const updatePoolAction = formAction(updatePool, {
  input: readGivingForm(updatePool),
  redirectTo: (_, form) => `/enrollment-pools/${String(form.get('poolId'))}?notice=saved`,
})
export const pausePoolAction = formAction(pausePool, { message: 'Pool paused: its links take nobody until it is resumed.' })
export const resumePoolAction = formAction(resumePool, { message: 'Pool resumed: its links work again.' })
export const takeOverPoolAction = formAction(changePoolOwner, { message: 'You own this pool now.' })
export const deletePoolAction = formAction(deletePool, { redirectTo: '/enrollment-pools?notice=deleted' })
export const topUpPoolAction = formAction(topUpPool, { message: 'Pool topped up.' })
export const rotatePoolCodeAction = formAction(rotatePoolCode, {
  message: ({ links }) =>
    links === 1 ? 'A new link was made; the old one works no more.' : `${plural(links, 'new link')} made; the old ones work no more.`,
})
export const revokePoolLinkAction = formAction(revokePoolLink, { message: 'Link revoked: nobody can use it any more.' })
export const showPoolLinkAction = formAction(showPoolLink, {
  result: ({ url, code, number }) => ({ url, code, number, qr: qrShape(url) }),
})
