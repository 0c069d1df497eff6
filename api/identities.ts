import { z } from 'zod'
import { NewPassword, PasswordInput } from './common.ts'
import { route } from './route.ts'

const LinkToken = z.string().min(20).max(128).describe('From the link in the mail')

export const checkPasswordLink = route({
  method: 'POST',
  path: '/password-links/check',
  area: 'Identity',
  summary: 'Whose password a mailed link sets; consumes nothing',
  access: 'public',
  rate: 'credential',
  body: z.object({ token: LinkToken }),
  returns: z.object({ email: z.string() }),
  problems: ['link-not-valid'],
})

export const setPassword = route({
  method: 'POST',
  path: '/password-links',
  area: 'Identity',
  summary: 'Set the password of an identity through its mailbox; the link is good once',
  access: 'public',
  rate: 'credential',
  body: z.object({ token: LinkToken, password: NewPassword }),
  returns: z.object({ email: z.string() }),
  problems: ['link-not-valid', 'password-too-weak'],
})

export const changePassword = route({
  method: 'PUT',
  path: '/me/password',
  area: 'Identity',
  summary: 'Change your one password, everywhere; ends all your other sessions',
  access: 'registering',
  rate: 'credential',
  body: z.object({ currentPassword: PasswordInput, newPassword: NewPassword }),
  returns: null,
  problems: ['wrong-password', 'password-too-weak', 'locked'],
})
