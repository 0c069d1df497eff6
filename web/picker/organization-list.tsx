import { type KeyboardEvent, useRef, useState } from 'react'
import { useFilter } from 'react-aria-components/Autocomplete'
import { useTranslation } from 'react-i18next'
import type { OrganizationRow } from '#api/sessions.ts'
import { paths } from '#web/paths.ts'
import { DeclineDialog } from '#web/shell/invitations.tsx'
import { OrganizationLine } from '#web/shell/organization-line.tsx'
import { useEnter } from '#web/shell/use-enter.ts'
import { Button } from '#web/ui/button.tsx'
import { SearchField } from '#web/ui/search-field.tsx'
import styles from './picker.module.css'

const searchPast = 10
const shownAtFirst = 100

/** The rows of the picker: arrow keys walk over them, Enter signs in, typing finds. The first has the focus. */
export function OrganizationList({
  rows,
  to,
}: {
  rows: readonly OrganizationRow[]
  to: string | null
}) {
  const { t } = useTranslation()
  const { contains } = useFilter({ sensitivity: 'base' })
  const { enter, entering } = useEnter(to)
  const [sought, setSought] = useState('')
  const [typed, setTyped] = useState(false)
  const [all, setAll] = useState(false)
  const [declining, setDeclining] = useState<OrganizationRow | null>(null)
  const list = useRef<HTMLUListElement>(null)

  const found = rows.filter(({ name }) => contains(name, sought.trim()))
  const shown = all ? found : found.slice(0, shownAtFirst)
  // Another organization than where one is already; that row would lead nowhere new.
  const first = shown.find(({ current }) => !current) ?? shown[0]
  const go = (row: OrganizationRow) =>
    row.current ? window.location.assign(to ?? paths.tasks(row.slug)) : enter(row.memberId)

  const walk = (event: KeyboardEvent) => {
    const buttons = [...(list.current?.querySelectorAll<HTMLElement>('[data-enter]') ?? [])]
    const at = buttons.findIndex((button) => button.matches(':focus'))
    const next = {
      ArrowDown: at + 1,
      ArrowUp: at === -1 ? -1 : at - 1,
      Home: at === -1 ? -1 : 0,
      End: at === -1 ? -1 : buttons.length - 1,
    }[event.key]
    const button = next === undefined ? undefined : buttons[next]
    if (!button) return
    event.preventDefault()
    button.focus()
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys walk between the buttons inside
    <div onKeyDown={walk}>
      {rows.length > searchPast && (
        <div className={styles.search}>
          <SearchField
            label={t('organizations.search')}
            value={sought}
            onChange={(text) => {
              setSought(text)
              setTyped(true)
            }}
            onSubmit={() => first && go(first)}
          />
        </div>
      )}
      <ul ref={list} className={styles.list} aria-label={t('organizations.list')}>
        {shown.map((row) => (
          <li key={row.memberId} className={styles.row}>
            <OrganizationLine
              row={row}
              end={
                <>
                  <Button
                    data-enter={row.memberId}
                    // Once: rows that come back while somebody types must not take the focus away.
                    autoFocus={row === first && !typed}
                    kind={row === first ? 'primary' : 'secondary'}
                    isPending={entering === row.memberId}
                    aria-label={t(row.lastVisitedAt ? 'picker.sign-in-of' : 'picker.enter-of', {
                      name: row.name,
                    })}
                    onPress={() => go(row)}
                  >
                    {row.current
                      ? t('picker.go-on')
                      : t(row.lastVisitedAt ? 'picker.sign-in' : 'picker.enter')}
                  </Button>
                  {!row.lastVisitedAt && !row.current && (
                    <Button
                      kind="ghost"
                      aria-label={t('organizations.decline-of', { name: row.name })}
                      onPress={() => setDeclining(row)}
                    >
                      {t('organizations.decline')}
                    </Button>
                  )}
                </>
              }
            />
          </li>
        ))}
      </ul>
      {shown.length === 0 && (
        <p className={styles.nothing}>{t('organizations.nothing', { text: sought.trim() })}</p>
      )}
      {shown.length < found.length && (
        <div className={styles.more}>
          <Button kind="ghost" onPress={() => setAll(true)}>
            {t('organizations.show-all', { count: found.length })}
          </Button>
        </div>
      )}
      {declining && (
        <DeclineDialog
          organization={declining}
          by={declining.addedBy}
          onClose={() => setDeclining(null)}
        />
      )}
    </div>
  )
}
