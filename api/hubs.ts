import { z } from 'zod'
import { HubId, Latitude, Longitude, line, page, pageQuery } from './common.ts'
import { route } from './route.ts'

export const HubPlace = z.object({ name: line(100), latitude: Latitude, longitude: Longitude })

export const Hub = z.object({
  id: HubId,
  name: z.string(),
  address: z.string(),
  latitude: z.number(),
  longitude: z.number(),
  country: z
    .string()
    .nullable()
    .describe('ISO 3166-1 alpha-2, found from the coordinate; null at sea'),
  memberCount: z.number().int(),
})
export type Hub = z.infer<typeof Hub>

/** What stands in the way of deleting a hub (HB1); each counted up to 1,001. */
export const HubDetail = Hub.extend({
  use: z.object({
    otherMembers: z.number().int().describe('Assigned to it, without yourself'),
    openTasks: z.number().int().describe('Can be moved to another hub'),
    doneTasks: z.number().int().describe('Stay where they were done, for good'),
    assigned: z.boolean().describe('Whether you are: nobody else sees its tasks, to move them'),
  }),
})
export type HubDetail = z.infer<typeof HubDetail>

export const listHubs = route({
  method: 'GET',
  path: '/hubs',
  area: 'Hubs',
  summary: 'Hubs of this organization, by name',
  access: 'hubs:view',
  rate: 'read',
  query: z.object({ ...pageQuery, q: line(100).optional() }),
  returns: page(Hub),
  problems: ['values-refused'],
})

export const listHubPlaces = route({
  method: 'GET',
  path: '/hub-places',
  area: 'Hubs',
  summary: 'Where the hubs are, for a map: at most 2,000, by name',
  access: 'hubs:view',
  rate: 'read',
  query: z.object({ q: line(100).optional() }),
  returns: z.object({
    items: z.array(
      z.object({ id: HubId, name: z.string(), latitude: z.number(), longitude: z.number() }),
    ),
    more: z.boolean(),
  }),
  problems: [],
})

export const createHub = route({
  method: 'POST',
  path: '/hubs',
  area: 'Hubs',
  summary: 'Create a hub; its creator is assigned to it (HB1)',
  access: 'hubs:create',
  rate: 'write',
  idempotent: true,
  body: HubPlace.extend({ address: line(300, 0).default('') }),
  returns: Hub,
  status: 201,
  problems: ['name-taken'],
})

const one = z.object({ hubId: HubId })

export const getHub = route({
  method: 'GET',
  path: '/hubs/:hubId',
  area: 'Hubs',
  summary: 'One hub, and what stands in the way of deleting it',
  access: 'hubs:view',
  rate: 'read',
  params: one,
  returns: HubDetail,
  problems: ['not-found'],
})

export const updateHub = route({
  method: 'PATCH',
  path: '/hubs/:hubId',
  area: 'Hubs',
  summary: 'Change a hub; latitude and longitude go together',
  access: 'hubs:edit',
  rate: 'write',
  params: one,
  body: HubPlace.partial()
    .extend({ address: line(300, 0).optional() })
    .refine((hub) => (hub.latitude === undefined) === (hub.longitude === undefined), {
      path: ['longitude'],
      error: 'latitude and longitude go together',
    }),
  returns: Hub,
  problems: ['not-found', 'name-taken'],
})

export const removeHub = route({
  method: 'DELETE',
  path: '/hubs/:hubId',
  area: 'Hubs',
  summary: 'Delete a hub without other members and without tasks (HB1)',
  access: 'hubs:delete',
  rate: 'write',
  params: one,
  returns: null,
  problems: ['not-found', 'hub-in-use'],
})
