import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useId, useState, useSyncExternalStore } from 'react'
import { useFilter } from 'react-aria-components/Autocomplete'
import { Form } from 'react-aria-components/Form'
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup'
import { useTranslation } from 'react-i18next'
import type { OrganizationRow } from '#api/sessions.ts'
import { query } from '#web/api.ts'
import { outboxStore } from '#web/outbox.ts'
import { InDeletion } from '#web/shell/in-deletion.tsx'
import { Invitations } from '#web/shell/invitations.tsx'
import { OrganizationLine } from '#web/shell/organization-line.tsx'
import { useOrganizationWords } from '#web/shell/organization-words.ts'
import { unseenOf } from '#web/shell/unseen.ts'
import { UnseenNotice } from '#web/shell/unseen-notice.tsx'
import { useEnter } from '#web/shell/use-enter.ts'
import { Button } from '#web/ui/button.tsx'
import { cx } from '#web/ui/cx.ts'
import { Dialog } from '#web/ui/dialog.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { SearchField } from '#web/ui/search-field.tsx'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import styles from './switching.module.css'

const searchPast = 10
const shownAtFirst = 100

/** Profile icon → Switch Organization: where one is, where one may go, and what comes next (SW1). */
export function SwitchDialog({ onClose, onCreate }: { onClose: () => void; onCreate: () => void }) {
  const { t } = useTranslation()
  const { waiting } = useSyncExternalStore(outboxStore.subscribe, outboxStore.get)
  const words = useOrganizationWords()
  const form = useId()
  const { data, error, refetch } = useQuery(query('listMyOrganizations'))
  const { enter, entering } = useEnter(null)
  const [chosen, setChosen] = useState<string | null>(null)

  const rows = data?.organizations ?? []
  const others = rows.filter(({ current }) => !current)
  const target = others.find(({ memberId }) => memberId === chosen) ?? others[0]
  const current = data?.current
  const unseen = unseenOf(data)

  return (
    <Dialog
      title={t('shell.switch-organization')}
      isOpen
      onClose={onClose}
      note={
        <div className={styles.create}>
          <Button kind="ghost" icon={<Plus size={16} />} onPress={onCreate}>
            {t('organizations.create')}
          </Button>
        </div>
      }
      actions={
        <>
          <Button onPress={onClose}>{t('ui.cancel')}</Button>
          <Button
            type="submit"
            form={form}
            kind="primary"
            isPending={entering !== null}
            disabledReason={
              data && !target
                ? unseen
                  ? t(`shell.${unseen}.means`)
                  : t('switching.no-other')
                : null
            }
          >
            {target ? words.next(target, t('switching.switch')) : t('switching.switch')}
          </Button>
        </>
      }
    >
      {data && unseen && (
        <div className={styles.doubt}>
          <UnseenNotice email={data.email} why={unseen} />
        </div>
      )}
      <Form
        id={form}
        onSubmit={(event) => {
          event.preventDefault()
          if (target) enter(target.memberId)
        }}
      >
        {error ? (
          <ErrorState error={error} retry={() => void refetch()} />
        ) : data ? (
          <Rows rows={rows} chosen={target?.memberId ?? null} onChoose={setChosen} />
        ) : (
          <ListSkeleton label={t('organizations.list')} />
        )}
      </Form>
      {data && (
        <div className={styles.invitations}>
          <Invitations invitations={data.pendingInvitations} onAccepted={setChosen} />
          <InDeletion
            organizations={data.inDeletion}
            onKept={({ memberId }) => setChosen(memberId)}
          />
        </div>
      )}
      {current && target && (
        <p className={styles.ends}>
          {t('switching.ends', { name: current.name })}
          {waiting.length > 0 && ` ${t('switching.waiting', { count: waiting.length })}`}
        </p>
      )}
    </Dialog>
  )
}

function Rows({
  rows,
  chosen,
  onChoose,
}: {
  rows: readonly OrganizationRow[]
  chosen: string | null
  onChoose: (memberId: string) => void
}) {
  const { t } = useTranslation()
  const { contains } = useFilter({ sensitivity: 'base' })
  const [sought, setSought] = useState('')
  const [all, setAll] = useState(false)
  const found = rows.filter(({ name }) => contains(name, sought.trim()))
  const shown = all ? found : found.slice(0, shownAtFirst)
  return (
    <div className={styles.rows}>
      {rows.length > searchPast && (
        <SearchField
          label={t('organizations.search')}
          autoFocus
          value={sought}
          onChange={(text) => {
            setSought(text)
            // What Enter would switch to is what one sees.
            const [first] = rows.filter((row) => !row.current && contains(row.name, text.trim()))
            if (first) onChoose(first.memberId)
          }}
        />
      )}
      <RadioGroup
        aria-label={t('organizations.list')}
        value={chosen}
        onChange={onChoose}
        className={cx(styles.list)}
      >
        {shown.map((row) => (
          <Radio
            key={row.memberId}
            value={row.memberId}
            isDisabled={row.current}
            autoFocus={row.memberId === chosen && rows.length <= searchPast}
            className={cx(styles.row)}
          >
            <OrganizationLine row={row} end={!row.current && <span className={styles.mark} />} />
          </Radio>
        ))}
      </RadioGroup>
      {shown.length === 0 && (
        <p className={styles.nothing}>{t('organizations.nothing', { text: sought.trim() })}</p>
      )}
      {shown.length < found.length && (
        <Button kind="ghost" onPress={() => setAll(true)}>
          {t('organizations.show-all', { count: found.length })}
        </Button>
      )}
    </div>
  )
}
