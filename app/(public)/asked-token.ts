/** The secret that an address holds as `?token=`, or null where it can be none of ours: missing, given twice, or too long. */
export const askedToken = (token: string | string[] | undefined): string | null =>
  typeof token === 'string' && token.trim() !== '' && token.length <= 200 ? token : null
