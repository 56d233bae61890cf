/** What the address of the users list calls the parameters of a field: `field.KEY`, `field.KEY.by`, `field.KEY.from`, `field.KEY.to`. */
export const FIELD_FILTERS = { prefix: 'field.', name: /^[a-z][a-z0-9_]{1,49}(?:\.(?:by|from|to))?$/ }
