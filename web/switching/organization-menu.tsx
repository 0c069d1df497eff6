import { useQuery } from '@tanstack/react-query'
import { LayoutGrid, LoaderCircle, MailWarning, UserRoundCheck } from 'lucide-react'
import { useState } from 'react'
import { Autocomplete, useFilter } from 'react-aria-components/Autocomplete'
import { Menu, MenuItem } from 'react-aria-components/Menu'
import { useTranslation } from 'react-i18next'
import type { OrganizationRow } from '#api/sessions.ts'
import { query } from '#web/api.ts'
import { InDeletion } from '#web/shell/in-deletion.tsx'
import { DoorAsks } from '#web/shell/organization-line.tsx'
import { useOrganizationWords } from '#web/shell/organization-words.ts'
import { unseenOf } from '#web/shell/unseen.ts'
import { useEnter } from '#web/shell/use-enter.ts'
import { Badge } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { cx } from '#web/ui/cx.ts'
import { ErrorState } from '#web/ui/error-state.tsx'
import menu from '#web/ui/list.module.css'
import { OrganizationTile } from '#web/ui/organization-tile.tsx'
import { SearchField } from '#web/ui/search-field.tsx'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import styles from './switching.module.css'

const searchPast = 10
/** More than anybody reads; the rest is found by typing, or in the modal. */
const shownMax = 100

/** The logo, top left: the other organizations, one press each (SW1). */
export function OrganizationMenu({ onAll, onProve }: { onAll: () => void; onProve: () => void }) {
  const { t } = useTranslation()
  const { contains } = useFilter({ sensitivity: 'base' })
  const { data, error, refetch } = useQuery(query('listMyOrganizations'))
  const { enter, entering } = useEnter(null)
  const [sought, setSought] = useState('')
  const others = data?.organizations.filter(({ current }) => !current) ?? []
  const found = others.filter(({ name }) => contains(name, sought.trim()))
  const shown = found.slice(0, shownMax)
  const unseen = unseenOf(data)
  const waiting = data?.pendingInvitations.length ?? 0

  return (
    <div className={styles.menu}>
      {error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : data && others.length === 0 ? (
        <p className={menu.nothing}>
          {unseen ? t(`shell.${unseen}.means`) : t('switching.no-other')}
        </p>
      ) : data ? (
        <Autocomplete inputValue={sought} onInputChange={setSought}>
          {others.length > searchPast && (
            <div className={styles.find}>
              <SearchField label={t('organizations.search')} autoFocus />
            </div>
          )}
          <Menu
            aria-label={t('switching.others')}
            autoFocus={others.length <= searchPast ? 'first' : false}
            className={cx(menu.list, styles.others)}
            items={shown.map((row) => ({ ...row, id: row.memberId }))}
            dependencies={[entering]}
            shouldCloseOnSelect={false}
            onAction={(key) => {
              const row = others.find(({ memberId }) => memberId === key)
              if (row) enter(row.memberId)
            }}
            renderEmptyState={() => <p className={menu.nothing}>{t('ui.nothing-found')}</p>}
          >
            {(row) => <Other row={row} entering={entering === row.memberId} />}
          </Menu>
          {shown.length < found.length && (
            <p className={styles.rest}>
              {t('switching.rest', { count: found.length - shown.length })}
            </p>
          )}
        </Autocomplete>
      ) : (
        <div className={styles.waiting}>
          <ListSkeleton label={t('switching.others')} />
        </div>
      )}
      {data && data.inDeletion.length > 0 && (
        <div className={styles.going}>
          <InDeletion organizations={data.inDeletion} />
        </div>
      )}
      <div className={styles.all}>
        {unseen && (
          <Button
            kind="ghost"
            wide
            icon={unseen === 'mailbox' ? <MailWarning size={16} /> : <UserRoundCheck size={16} />}
            onPress={onProve}
          >
            {t(`shell.${unseen}.prove`)}
          </Button>
        )}
        <Button
          kind="ghost"
          wide
          icon={<LayoutGrid size={16} />}
          {...(waiting > 0 && {
            after: (
              <Badge tone="accent">
                {t('organizations.invitations-waiting', { count: waiting })}
              </Badge>
            ),
          })}
          onPress={onAll}
        >
          {t('switching.all')}
        </Button>
      </div>
    </div>
  )
}

function Other({ row, entering }: { row: OrganizationRow; entering: boolean }) {
  const { role } = useOrganizationWords()
  return (
    // Plain words, no slots: the whole line is the name, so that it reads as it looks.
    <MenuItem id={row.memberId} textValue={row.name} className={cx(styles.other)}>
      <OrganizationTile id={row.organizationId} name={row.name} logoUrl={row.logoUrl} size={32} />
      <span className={styles.otherName}>{row.name}</span>
      <span className={styles.otherMeta}>
        <span>{role(row)}</span>
        <DoorAsks row={row} />
      </span>
      {entering && <LoaderCircle size={16} className={styles.turning} aria-hidden />}
    </MenuItem>
  )
}
