import { useQuery } from '@tanstack/react-query'
import { query } from '#web/api.ts'
import { useRefusal } from '#web/shell/session.ts'

/** Whether the organization demands single sign-on, and whether it has anything to do with it at all, as far as one may know. */
export function useSingleSignOn(): { demanded: boolean | null; used: boolean } {
  const policy = useQuery({
    ...query('getSignInPolicy'),
    enabled: useRefusal('getSignInPolicy') === null,
  }).data
  const connections = useQuery({
    ...query('listConnections'),
    enabled: useRefusal('listConnections') === null,
  }).data
  const demanded = policy ? policy.policy.firstFactor === 'sso' : null
  const planned = policy?.planned?.policy.firstFactor === 'sso'
  return { demanded, used: demanded === true || planned || (connections?.items.length ?? 0) > 0 }
}
