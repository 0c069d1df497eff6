import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { JoiningRules } from '#api/joining.ts'
import { client, queries, query } from '#web/api.ts'
import { useRefusal } from '#web/shell/session.ts'
import { Card } from '#web/ui/card.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Page } from '#web/ui/page.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import { Switch } from '#web/ui/switch.tsx'
import { toast } from '#web/ui/toast.tsx'
import { AccessLinks } from './access-links.tsx'
import styles from './joining-rules.module.css'

const ways = ['externalSignUp', 'membersMayInvite'] as const
const mails = ['refusedJoinsMailed'] as const
type Rule = keyof JoiningRules

/** By which ways people come in without an administrator (US6): each is off until it is opened here. */
export function JoiningPage() {
  const { t } = useTranslation()
  const rules = useQuery(query('getJoiningRules'))
  return (
    <Page title={t('joining.heading')} lead={t('joining.lead')}>
      {rules.error && !rules.data ? (
        <ErrorState error={rules.error} retry={() => void rules.refetch()} />
      ) : (
        <>
          <Card title={t('joining.ways')} lead={t('joining.ways-lead')}>
            {rules.data ? (
              <Rules names={ways} rules={rules.data} />
            ) : (
              <ListSkeleton rows={2} label={t('joining.ways')} />
            )}
          </Card>
          <AccessLinks open={rules.data?.externalSignUp ?? null} />
          <Card title={t('joining.refused')} lead={t('joining.refused-lead')}>
            {rules.data ? (
              <Rules names={mails} rules={rules.data} />
            ) : (
              <ListSkeleton rows={1} label={t('joining.refused')} />
            )}
          </Card>
        </>
      )}
    </Page>
  )
}

function Rules({ names, rules }: { names: readonly Rule[]; rules: JoiningRules }) {
  const { t } = useTranslation()
  const say = useProblemText()
  const refusal = useRefusal('updateJoiningRules')
  const { queryKey } = query('getJoiningRules')
  const update = useMutation({
    mutationFn: (body: Partial<JoiningRules>) => client.updateJoiningRules({ body }),
    onSuccess: (next, change) => {
      queries.setQueryData(queryKey, next)
      for (const name of names)
        if (change[name] !== undefined)
          toast(t(`joining.${name}.${change[name] ? 'opened' : 'shut'}`))
      // What the frame offers each member follows from it.
      void queries.invalidateQueries({ queryKey: query('getSession').queryKey })
    },
    onError: (error) => {
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
    },
  })
  return (
    <div className={styles.ways}>
      {names.map((name) => (
        <Switch
          key={name}
          spread
          isSelected={(update.isPending ? update.variables[name] : undefined) ?? rules[name]}
          isDisabled={refusal !== null || update.isPending}
          description={t(`joining.${name}.text`)}
          onChange={(on) => update.mutate({ [name]: on })}
        >
          {t(`joining.${name}.label`)}
        </Switch>
      ))}
      {refusal && <p className={styles.refusal}>{refusal}</p>}
    </div>
  )
}
