/** Users whose rights change: how many, whether there may be more, and a few of their names, as far as the viewer may see them. */
export type Affected = { count: number; more: boolean; names: readonly string[] }

/** What a change of a role means, as the operation says it before it is made. */
export type RoleChanges = {
  added: readonly string[]
  removed: readonly string[]
  gaining: Affected
  losing: Affected
  perPermission: readonly { permission: string; gaining: number; losing: number }[]
}

const isPreview = (result: unknown) => typeof result === 'object' && result !== null && 'preview' in result && result.preview === true

/** The answer of a preview, or null when the form was not asked for one. */
export const changesIn = (result: unknown): RoleChanges | null => (isPreview(result) ? (result as RoleChanges) : null)

/** The role's page with this notice once a change is made; a preview leads nowhere, its answer is shown in place. */
export const afterChange = (result: { roleId: string }, notice: string): string | null =>
  isPreview(result) ? null : `/roles/${result.roleId}?notice=${notice}`

/** The list of roles once a role is deleted; a preview leads nowhere. */
export const afterDeletion = (result: object): string | null => (isPreview(result) ? null : '/roles?notice=deleted')

/** "Ann Lee, Bo and 9 more". */
export function namesOf({ count, names }: Affected): string {
  const more = count - names.length
  if (more > 0) return `${names.join(', ')} and ${more.toLocaleString('en')} more`
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? '')
}
