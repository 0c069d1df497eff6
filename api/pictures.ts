import { z } from 'zod'
import { FileId } from './common.ts'
import { Organization } from './organizations.ts'
import { route } from './route.ts'

/** What people send; it is decoded, stripped of metadata and encoded anew (OR1, PR1). */
const picture = { types: ['image/png', 'image/jpeg', 'image/webp'], bytesMax: 1024 * 1024 } as const

export const replaceLogo = route({
  method: 'PUT',
  path: '/organization/logo',
  area: 'Organization',
  summary: 'Give the organization a logo: PNG, JPEG or WebP of at most 1 MiB (OR1)',
  access: 'organization:edit',
  rate: 'write',
  upload: picture,
  returns: Organization,
  problems: ['media-type-not-taken', 'file-not-readable'],
})

export const removeLogo = route({
  method: 'DELETE',
  path: '/organization/logo',
  area: 'Organization',
  summary: 'Take the logo away; the letter tile comes back',
  access: 'organization:edit',
  rate: 'write',
  returns: Organization,
  problems: [],
})

export const replaceMyPhoto = route({
  method: 'PUT',
  path: '/me/photo',
  area: 'Me',
  summary: 'Give yourself a photo in this organization: PNG, JPEG or WebP of at most 1 MiB (PR1)',
  access: 'registering',
  rate: 'write',
  upload: picture,
  returns: z.object({ photoUrl: z.string() }),
  problems: ['media-type-not-taken', 'file-not-readable'],
})

export const removeMyPhoto = route({
  method: 'DELETE',
  path: '/me/photo',
  area: 'Me',
  summary: 'Take your photo away',
  access: 'registering',
  rate: 'write',
  returns: null,
  problems: [],
})

export const getPhoto = route({
  method: 'GET',
  path: '/photos/:photoId',
  area: 'Me',
  summary: 'A member’s photo, for members of the same organization',
  access: 'registering',
  rate: 'read',
  params: z.object({ photoId: FileId }),
  returns: null,
  download: { types: ['image/webp'] },
  problems: ['not-found'],
})
