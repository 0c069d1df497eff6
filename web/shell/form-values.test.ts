import { expect, test } from 'vitest'
import { Component } from '#api/flows.ts'
import { startingValues, toTaskValues, valueProblem } from './form-values.ts'

const component = (kind: string, more: object = {}) =>
  Component.parse({ id: 'it', kind, title: 'It', ...more })

test('FL1: a form starts with the defaults of its components, each in the shape of its kind', () => {
  const start = (kind: string, text: string, more: object = {}) =>
    startingValues([component(kind, { default: text, ...more })]).it
  expect(start('number', '3.5')).toBe(3.5)
  expect(start('list', 'a\n\nb')).toEqual(['a', 'b'])
  expect(start('text', 'x')).toBe('x')
  expect(start('select', 'a', { options: ['a', 'b'], max: 2 })).toEqual(['a'])
  expect(start('view', 'words')).toBeUndefined()
  expect(start('text', 'x', { visible: false })).toBeUndefined()
})

test('FL1: what was emptied is sent as null, so that its default does not come back', () => {
  const components = [component('text', { default: 'x' }), component('view', { id: 'words' })]
  expect(toTaskValues(components, { it: ' ' })).toEqual({ it: null })
  expect(toTaskValues([component('list')], { it: ['a', ' '] })).toEqual({ it: ['a'] })
})

test('FL1: a value of an object’s prototype answers for no component', () => {
  expect(toTaskValues([component('text', { id: 'constructor' })], {})).toEqual({
    constructor: null,
  })
})

test('FL1: a value is judged in place as the server judges it', () => {
  expect(valueProblem(component('text', { required: true }), ' ')).toEqual({ code: 'required' })
  expect(valueProblem(component('text'), null)).toBeNull()
  expect(valueProblem(component('phone'), '+62 (21) 55-00')).toBeNull()
  expect(valueProblem(component('phone'), 'call me')).toEqual({ code: 'no-phone' })
  expect(valueProblem(component('url'), 'javascript:alert(1)')).toEqual({ code: 'no-address' })
  const rooms = component('select', { options: ['a', 'b', 'c'], min: 1, max: 2 })
  const weight = component('number', { minimum: 1, maximum: 30 })
  expect(valueProblem(weight, 0)).toEqual({ code: 'too-small', values: { min: 1 } })
  expect(valueProblem(weight, 31)).toEqual({ code: 'too-big', values: { max: 30 } })
  const photos = component('photo', { min: 2 })
  expect(valueProblem(photos, ['one'])).toEqual({ code: 'too-few', values: { min: 2 } })
  expect(valueProblem(rooms, ['a', 'b', 'c'])).toEqual({ code: 'too-many', values: { max: 2 } })
})
