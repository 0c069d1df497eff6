import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { User, UserFilter } from '#api/members.ts'
import { useFormat } from '#web/ui/format.ts'
import type { Which } from './use-user-changes.tsx'

interface Page {
  items: readonly User[]
  about: number
}

interface Picked {
  users: ReadonlyMap<string, User>
  /** All whom the search and the filters find, seen or not. */
  all: boolean
}

const nobody: Picked = { users: new Map(), all: false }

/** More than this cannot be named one by one: the contract of `changeUsers`. */
const namedMax = 1000

export type UserSelection = ReturnType<typeof useUserSelection>

/** Who is selected in the user table, over its pages; another search or filter begins anew. */
export function useUserSelection(page: Page | undefined, asked: UserFilter) {
  const { t } = useTranslation()
  const format = useFormat()
  const filter = JSON.stringify(asked)
  const [kept, setKept] = useState({ filter, picked: nobody })
  const { users, all } = kept.filter === filter ? kept.picked : nobody
  const pick = (picked: Picked) => setKept({ filter, picked })

  const items = page?.items ?? []
  const ids = items.map(({ id }) => id)
  const selected = new Set<string>(all ? ids : users.keys())
  const count = all ? (page?.about ?? 0) : users.size
  const wholePage = items.length > 0 && ids.every((id) => selected.has(id))
  return {
    all,
    count,
    /** As they are by now, as far as they have been seen; of no use where all are meant. */
    users: [...users.values()].map((user) => items.find(({ id }) => id === user.id) ?? user),
    which: (all ? { filter: asked } : { memberIds: [...users.keys()] }) satisfies Which as Which,
    tooMany: !all && users.size > namedMax,
    /** About how many match. */
    matching: page?.about ?? 0,
    /** "12 users", "about 12,400 users". */
    words: t(all ? 'users.bulk.about-users' : 'users.bulk.users', {
      count,
      number: format.number(count),
    }),
    /** Selects whoever matches, where that is more than the page; null where there are no more. */
    selectAll:
      wholePage && !all && (page?.about ?? 0) > users.size
        ? () => pick({ users: new Map(), all: true })
        : null,
    clear: () => pick(nobody),
    forTable: {
      selected,
      selectedWords: all
        ? t('users.bulk.all-selected', { number: format.number(count) })
        : undefined,
      onSelect: (keys: Set<string>) => {
        // The box in the head means the page; who was selected on other pages stays.
        const page = ids.every((id) => keys.has(id)) && !all ? users.keys() : []
        const next = new Map<string, User>()
        for (const id of [...page, ...keys]) {
          const user = users.get(id) ?? items.find((one) => one.id === id)
          if (user) next.set(id, user)
        }
        pick({ users: keys.size === 0 ? new Map() : next, all: false })
      },
    },
  }
}
