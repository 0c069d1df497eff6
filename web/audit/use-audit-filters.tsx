import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AuditFilter } from '#api/audit.ts'
import { query } from '#web/api.ts'
import { useAddress } from '#web/shell/address.ts'
import { useRefusal } from '#web/shell/session.ts'
import { useAuditWords } from '#web/shell/use-audit-words.ts'
import { firstPage } from '#web/shell/use-paging.ts'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { FilterMenu } from '#web/ui/filters.tsx'
import { useFormat } from '#web/ui/format.ts'
import { ChoiceSubmenu } from '#web/ui/menu.tsx'
import { ActionSubmenu } from './action-submenu.tsx'
import { PersonSubmenu } from './person-submenu.tsx'
import { TimeDialog } from './time-dialog.tsx'
import { useNounWords } from './use-noun-words.ts'

const none = { person: null, action: null, since: null, until: null }
const hour = 3_600_000
const spans = { day: 24 * hour, week: 7 * 24 * hour, month: 30 * 24 * hour }

/** What the address asks the log for: `?person=&action=&since=&until=`, as chips, a menu and a query. */
export function useAuditFilters() {
  const { t } = useTranslation()
  const address = useAddress()
  const words = useAuditWords()
  const noun = useNounWords()
  const format = useFormat(useTimeZone())
  const [choosesTime, setChoosesTime] = useState(false)
  const { shape } = AuditFilter
  const read = <K extends keyof typeof shape>(key: K, name: string) =>
    shape[key].safeParse(address.get(name) ?? undefined).data
  const person = read('memberId', 'person')
  const action = read('action', 'action')
  const since = read('from', 'since')
  const until = read('to', 'until')
  const personName = usePersonName(person)
  const set = (change: Record<string, string | null>) =>
    address.set({ ...change, event: null, ...firstPage })
  const chooseSpan = (id: string) => {
    const span = Object.entries(spans).find(([name]) => name === id)?.[1]
    if (!span) return setChoosesTime(true)
    set({ since: new Date(Date.now() - span).toISOString(), until: null })
  }
  return {
    asked: { memberId: person, action, from: since, to: until },
    chips: [
      ...(person ? [{ id: 'person', name: t('audit.person'), value: personName ?? '…' }] : []),
      ...(action
        ? [
            {
              id: 'action',
              name: t('audit.what'),
              value: action.includes('.')
                ? words(action)
                : t('audit.all-of', { noun: noun(action) }),
            },
          ]
        : []),
      ...(since ? [{ id: 'since', name: t('audit.since'), value: format.dateTime(since) }] : []),
      ...(until ? [{ id: 'until', name: t('audit.until'), value: format.dateTime(until) }] : []),
    ],
    remove: (id: string) => set({ [id]: null }),
    clear: () => set(none),
    menu: (
      <FilterMenu>
        <PersonSubmenu value={person ?? null} onChange={(id) => set({ person: id })} />
        <ActionSubmenu value={action ?? null} onChange={(id) => set({ action: id })} />
        <ChoiceSubmenu
          label={t('audit.when')}
          choices={[...Object.keys(spans), 'range'].map((id) => ({
            id,
            label: t(`audit.spans.${id}`),
          }))}
          value=""
          onChange={chooseSpan}
        />
      </FilterMenu>
    ),
    dialog: choosesTime && (
      <TimeDialog
        from={since ?? null}
        to={until ?? null}
        onChoose={(from, to) => {
          set({ since: from, until: to })
          setChoosesTime(false)
        }}
        onClose={() => setChoosesTime(false)}
      />
    ),
  }
}

/** The name behind the id in the address; who is gone has none that could be asked for. */
function usePersonName(id: string | undefined): string | undefined {
  const { t } = useTranslation()
  const refusal = useRefusal('getUser')
  const user = useQuery({
    ...query('getUser', { params: { memberId: id ?? '' } }),
    enabled: Boolean(id) && refusal === null,
  })
  if (user.error || refusal) return t('audit.gone')
  if (!user.data) return undefined
  const { firstName, lastName, email } = user.data
  return [firstName, lastName].filter(Boolean).join(' ') || email
}
