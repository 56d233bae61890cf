'use server'
import { createBanner, deleteBanner, disableBanner, enableBanner, updateBanner } from '../../../lib/banners/mutations.ts'
import { formAction } from '../../../lib/http/action.ts'

export const createBannerAction = formAction(createBanner, { redirectTo: ({ bannerId }) => `/banners/${bannerId}?notice=created` })
export const updateBannerAction = formAction(updateBanner, { redirectTo: ({ bannerId }) => `/banners/${bannerId}?notice=saved` })
export const enableBannerAction = formAction(enableBanner, { message: ({ title }) => `“${title}” is enabled.` })
export const disableBannerAction = formAction(disableBanner, { message: ({ title }) => `“${title}” is disabled. Nobody sees it.` })
export const deleteBannerAction = formAction(deleteBanner, { redirectTo: '/banners?notice=deleted' })
