import { useSession } from './session.ts'

/** The zone in which this member reads times: their own, else the organization's. */
export function useTimeZone(): string {
  const { member, organization } = useSession()
  return member.timeZone ?? organization.timeZone
}
