import type { SettingKey } from '../../../../lib/settings/catalogue.ts'

/** The id of the dialog that sets a setting back. Button and dialog may stand on either side of the network. */
export const resetDialogId = (key: SettingKey) => `reset-${key.replace('.', '-')}`
