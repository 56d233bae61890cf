type WhyNot = { reason: string; message: string } | null
type Subject = { name: string; builtIn: boolean }

const builtIn = ({ name }: Subject): WhyNot => ({
  reason: 'BUILT_IN',
  message: `${name} belongs to Gatehouse and stays as it is. Nothing was changed.`,
})

/** Why a permission cannot be described anew, or null: only those that administrators defined can. */
export const whyNotUpdate = (permission: Subject): WhyNot => (permission.builtIn ? builtIn(permission) : null)

/**
 * Why a permission cannot be deleted, or null. While roles other than the administrators' carry it (`carried`), only somebody who holds it
 * everywhere takes it from them.
 */
export function whyNotDelete(permission: Subject & { carried: boolean }, isHeld: boolean): WhyNot {
  if (permission.builtIn) return builtIn(permission)
  if (!permission.carried || isHeld) return null
  return {
    reason: 'EXCEEDS_OWN_RIGHTS',
    message: `Roles allow ${permission.name}, and you may not do that yourself, so you cannot take it from them. Nothing was deleted.`,
  }
}
