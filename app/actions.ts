'use server'
import { dismissShownBanner } from '../lib/auth/dismissed-banners.ts'
import { formAction } from '../lib/http/action.ts'

export const dismissBannerAction = formAction(dismissShownBanner)
