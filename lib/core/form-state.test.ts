import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CHECKBOX_MARK, LIST_MARK, REQUIRED_MARK, formInput, inputFor, typedValues } from './form-state.ts'

const form = (...entries: [string, string | Blob][]) => {
  const made = new FormData()
  for (const [name, value] of entries) made.append(name, value as string)
  return made
}

describe('inputFor', () => {
  const schema = z.strictObject({ username: z.string().min(3).optional(), groupId: z.uuid().optional(), bio: z.string().optional() })
  it('takes an empty field for an absent one only where emptiness is no value and the form does not insist', () => {
    expect(inputFor(form(['username', ''], ['groupId', ''], ['bio', '']), schema)).toEqual({ bio: '' })
    expect(inputFor(form([REQUIRED_MARK, 'username'], ['username', ''], ['groupId', '']), schema)).toEqual({ username: '' })
  })
})

describe('formInput', () => {
  it('keeps emptied fields, so that a person can clear what was there', () => {
    expect(formInput(form(['organisation', ''], ['firstName', ' Aino ']))).toEqual({ organisation: '', firstName: ' Aino ' })
  })
  it('leaves out bookkeeping and files', () => {
    expect(formInput(form(['$ACTION_REF_1', ''], ['__intent__', 'x'], ['photo', new Blob(['x'])], ['name', 'a']))).toEqual({ name: 'a' })
  })
  it('tells an unticked box from a field that is not there', () => {
    expect(formInput(form([CHECKBOX_MARK, 'shown']))).toEqual({ shown: 'false' })
    expect(formInput(form([CHECKBOX_MARK, 'shown'], ['shown', 'on']))).toEqual({ shown: 'true' })
    expect(formInput(form())).toEqual({})
  })
  it('gives lists as lists, however many values there are', () => {
    expect(formInput(form([LIST_MARK, 'roleIds']))).toEqual({ roleIds: [] })
    expect(formInput(form([LIST_MARK, 'roleIds'], ['roleIds', 'a']))).toEqual({ roleIds: ['a'] })
    expect(formInput(form(['tags', 'a'], ['tags', 'b']))).toEqual({ tags: ['a', 'b'] })
  })
  it('reads as many fields and marks as fit into a request without holding up everybody else', () => {
    const names = Array.from({ length: 40_000 }, (_, n) => `a${n}`)
    const many = form(...names.flatMap((name): [string, string][] => [[name, ''], [CHECKBOX_MARK, name], [LIST_MARK, name]])) // prettier-ignore
    const began = performance.now()
    expect(Object.keys(formInput(many))).toHaveLength(names.length)
    // One walk takes a tenth of a second; a walk for each name took minutes.
    expect(performance.now() - began).toBeLessThan(3_000)
  })
  it('cannot be made to touch prototypes or its own bookkeeping by a mark', () => {
    const input = formInput(form(['__proto__', 'x'], [CHECKBOX_MARK, '__proto__'], [LIST_MARK, '$list']))
    expect(input).toEqual({})
    expect(Object.getPrototypeOf(input)).toBe(Object.prototype)
  })
})

describe('typedValues', () => {
  it('never gives a secret back', () => {
    expect(typedValues({ username: 'ann', password: 'x', newPassword: 'y', resetToken: 'z', recoveryCode: '1', code: '2' })).toEqual({
      username: 'ann',
    })
    expect(typedValues({ certificatePem: 'public', keyPem: 'private' })).toEqual({ certificatePem: 'public' })
  })
  it('takes no postal code for a secret', () => {
    const typed = { postalCode: '20100', codeOfConduct: 'true' }
    expect(typedValues(typed)).toEqual(typed)
  })
  it('gives back what administrators asked for, whatever they call it', () => {
    const typed = { 'answers.area_code': '09', 'fields.token_ring': 'yes' }
    expect(typedValues(typed)).toEqual(typed)
  })
})
