import { useQuery } from '@tanstack/react-query'
import { Lock, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { query } from '#web/api.ts'
import { useAddress } from '#web/shell/address.ts'
import { useCommands } from '#web/shell/commands.ts'
import { useKeys } from '#web/shell/keys.ts'
import { useRefusal } from '#web/shell/session.ts'
import { Button } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { Page } from '#web/ui/page.tsx'
import { Tabs } from '#web/ui/tabs.tsx'
import { AllPrograms } from './all-programs.tsx'
import { NewProgramDialog } from './new-program-dialog.tsx'
import styles from './programs.module.css'
import { Yours } from './yours.tsx'

/** Programs (MT1): those that one runs, and one's own part in them. */
export function ProgramsPage() {
  const { t } = useTranslation()
  const [making, setMaking] = useState(false)
  const mayView = useRefusal('listPrograms')
  const mayJoin = useRefusal('listMyPrograms')
  const mayCreate = useRefusal('createProgram')
  const make = () => setMaking(true)
  useKeys(mayCreate ? [] : [{ keys: 'c', label: t('programs.new'), run: make }])
  useCommands(
    mayCreate
      ? []
      : [
          {
            id: 'new-program',
            section: t('programs.heading'),
            label: t('programs.new'),
            icon: <Plus size={16} />,
            keys: 'c',
            run: make,
          },
        ],
  )
  const create = (
    <Button kind="primary" icon={<Plus size={16} />} disabledReason={mayCreate} onPress={make}>
      {t('programs.new')}
    </Button>
  )
  return (
    <Page
      title={t('programs.heading')}
      lead={t(mayView ? 'programs.lead-mine' : 'programs.lead')}
      // Who only takes part has nothing to create: a button would be there for nobody.
      action={!mayView && create}
    >
      {mayView && mayJoin ? (
        <EmptyState icon={<Lock size={20} />} title={t('programs.no-view')}>
          {mayJoin}
        </EmptyState>
      ) : mayView ? (
        <Yours />
      ) : mayJoin ? (
        <AllPrograms action={create} />
      ) : (
        <Both create={create} />
      )}
      {making && <NewProgramDialog onClose={() => setMaking(false)} />}
    </Page>
  )
}

const views = ['all', 'mine'] as const

function Both({ create }: { create: React.ReactNode }) {
  const { t } = useTranslation()
  const address = useAddress()
  const mine = useQuery(query('listMyMatches', { query: {} }))
  const waiting = (mine.data?.items ?? []).filter(
    ({ status, askedByMe }) => status === 'pending' && askedByMe === false,
  ).length
  const view = views.find((one) => one === address.get('view')) ?? 'all'
  return (
    <Tabs
      label={t('programs.heading')}
      tabs={views.map((id) => ({
        id,
        label: t(`programs.views.${id}`),
        ...(id === 'mine' && waiting > 0 && { count: waiting }),
      }))}
      value={view}
      onChange={(next) =>
        address.set({ view: next === 'all' ? null : next, q: null, after: null, from: null })
      }
    >
      <div className={styles.tab}>
        {view === 'all' ? <AllPrograms action={create} /> : <Yours />}
      </div>
    </Tabs>
  )
}
