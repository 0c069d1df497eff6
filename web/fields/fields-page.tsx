import { useMutation, useQuery } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { ListPlus, Lock, Plus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import type { Field } from '#api/fields.ts'
import { client, queries, query, refresh } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { OrderedList } from '#web/shell/ordered-list.tsx'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { useOrder } from '#web/shell/use-order.ts'
import { Button } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Page } from '#web/ui/page.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import { toast } from '#web/ui/toast.tsx'
import { FieldRow } from './field-row.tsx'
import styles from './fields.module.css'

/** What the organization asks every member (PR2). */
export function FieldsPage() {
  const { t } = useTranslation()
  const { slug, name } = useSession().organization
  const { go } = useGo()
  const refusal = useRefusal('createField')
  const fields = useQuery(query('listFields'))
  const add = (
    <Button
      kind="primary"
      icon={<Plus size={16} />}
      disabledReason={refusal}
      onPress={() => go(paths.field(slug, 'new'))}
    >
      {t('fields.add')}
    </Button>
  )
  const empty = fields.data?.items.length === 0
  return (
    <Page
      title={t('fields.heading')}
      lead={t('fields.lead', { name })}
      action={!empty && add}
      width="narrow"
    >
      {fields.error && !fields.data ? (
        <ErrorState error={fields.error} retry={() => void fields.refetch()} />
      ) : (
        <>
          <BuiltIn />
          <section className={styles.section} aria-labelledby="own-fields">
            <h2 id="own-fields" className={styles.heading}>
              {t('fields.own')}
            </h2>
            {!fields.data ? (
              <ListSkeleton label={t('fields.heading')} />
            ) : empty ? (
              <EmptyState icon={<ListPlus size={20} />} title={t('fields.none.title')} action={add}>
                {t('fields.none.text', { name })}
              </EmptyState>
            ) : (
              <OwnFields fields={fields.data.items} />
            )}
          </section>
        </>
      )}
      <Outlet />
    </Page>
  )
}

/** Those that every organization has: shown, so that nobody asks for them twice. */
function BuiltIn() {
  const { t } = useTranslation()
  return (
    <section className={styles.section} aria-labelledby="built-in-fields">
      <h2 id="built-in-fields" className={styles.heading}>
        {t('fields.built-in')}
      </h2>
      <ul className={styles.list}>
        {(['first-name', 'last-name', 'email'] as const).map((key) => (
          <li key={key} className={styles.row}>
            <span className={styles.fixed}>
              <Lock size={14} strokeWidth={1.5} aria-hidden />
              <span className={styles.name}>{t(`fields.${key}`)}</span>
              <span className={styles.meta}>
                {t('fields.kinds.text')} · {t('fields.required-word')}
              </span>
            </span>
          </li>
        ))}
      </ul>
      <p className={styles.below}>{t('fields.built-in-lead')}</p>
    </section>
  )
}

function OwnFields({ fields }: { fields: readonly Field[] }) {
  const { t } = useTranslation()
  const say = useProblemText()
  const refusal = useRefusal('orderFields')
  const { queryKey } = query('listFields')
  const save = useMutation({
    // One after the other: the last order is the one that stays.
    scope: { id: 'field-order' },
    mutationFn: (items: readonly Field[]) =>
      client.orderFields({ body: { fieldIds: items.map(({ id }) => id) } }),
    onError: (error) => {
      void refresh('listFields')
      const changed = error instanceof ApiError && error.type === 'values-refused'
      const { title, detail } = say(error)
      toast(
        changed
          ? { text: t('fields.order-changed'), tone: 'error' }
          : { text: title, description: detail, tone: 'error' },
      )
    },
  })
  const order = useOrder(fields, (items) => {
    queries.setQueryData(queryKey, { items })
    save.mutate(items)
  })
  return (
    <OrderedList
      label={t('fields.list')}
      count={fields.length}
      order={order}
      className={styles.list}
    >
      {fields.map((field, at) => (
        <FieldRow
          key={field.id}
          field={field}
          at={at}
          count={fields.length}
          order={order}
          readOnly={refusal !== null}
        />
      ))}
    </OrderedList>
  )
}
