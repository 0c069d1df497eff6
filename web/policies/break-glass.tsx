import { useMutation } from '@tanstack/react-query'
import { TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PolicyDocument } from '#api/policies.ts'
import { client, refresh } from '#web/api.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { Button } from '#web/ui/button.tsx'
import { CodeList } from '#web/ui/code-list.tsx'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Facts } from '#web/ui/facts.tsx'
import { FormSection } from '#web/ui/form.tsx'
import { useFormat } from '#web/ui/format.ts'
import { useProblemText } from '#web/ui/problem-text.ts'
import { toast } from '#web/ui/toast.tsx'
import styles from './policies.module.css'

/** The owners' way in when nothing else works: how many codes are left, and new ones (DR6). */
export function BreakGlass({ codes }: { codes: PolicyDocument['breakGlass'] }) {
  const { t } = useTranslation()
  const format = useFormat(useSession().organization.timeZone)
  return (
    <div className={styles.apart}>
      <FormSection title={t('policies.glass')} lead={t('policies.glass-lead')}>
        <p className={styles.quiet}>{t('policies.glass-text')}</p>
        <Facts
          facts={
            codes.createdAt
              ? [
                  {
                    name: t('policies.glass-left'),
                    value: t('policies.glass-left-of', {
                      count: codes.left,
                      number: format.number(codes.left),
                    }),
                  },
                  { name: t('policies.glass-since'), value: format.dateTime(codes.createdAt) },
                ]
              : [{ name: t('policies.glass-left'), value: t('policies.glass-none') }]
          }
        />
        <div className={styles.buttons}>
          <MakeCodes first={codes.createdAt === null} />
        </div>
      </FormSection>
    </div>
  )
}

/** Said at the top as long as a stricter door has no way around it. */
export function MissingCodes({ found }: { found: PolicyDocument }) {
  const { t } = useTranslation()
  const demands = [found.policy, ...(found.planned ? [found.planned.policy] : [])].some(
    ({ firstFactor, secondFactor }) => firstFactor === 'sso' || secondFactor !== 'none',
  )
  if (!demands || found.breakGlass.left > 0) return null
  return (
    <section className={styles.warning}>
      <TriangleAlert size={16} aria-hidden />
      <div>
        <h2>{t('policies.glass-missing')}</h2>
        <p>{t('policies.glass-missing-text')}</p>
      </div>
      <MakeCodes first={found.breakGlass.createdAt === null} />
    </section>
  )
}

/** Asks first, then shows the new codes once. */
function MakeCodes({ first }: { first: boolean }) {
  const { t } = useTranslation()
  const { organization, role } = useSession()
  const say = useProblemText()
  const refusal = useRefusal('replaceBreakGlassCodes')
  const [asking, setAsking] = useState(false)
  const make = useMutation({
    mutationFn: () => client.replaceBreakGlassCodes(),
    onSuccess: () => setAsking(false),
    onError: (error) => {
      const { title, detail } = say(error)
      setAsking(false)
      toast({ text: title, description: detail, tone: 'error' })
    },
  })
  // Fetched anew only now: with codes there, the warning that led here goes, and these would go with it.
  const close = () => {
    make.reset()
    void refresh('getSignInPolicy')
  }
  return (
    <>
      <Button
        disabledReason={refusal ?? (role.template === 'owner' ? null : t('policies.glass-owners'))}
        onPress={() => setAsking(true)}
      >
        {t(first ? 'policies.glass-make' : 'policies.glass-new')}
      </Button>
      <ConfirmDialog
        title={t(first ? 'policies.glass-first-question' : 'policies.glass-question')}
        confirm={t(first ? 'policies.glass-make' : 'policies.glass-new')}
        isOpen={asking}
        isPending={make.isPending}
        onConfirm={() => make.mutate()}
        onClose={() => setAsking(false)}
      >
        {t(first ? 'policies.glass-first-warning' : 'policies.glass-warning')}
      </ConfirmDialog>
      {make.data && (
        <Dialog
          title={t('policies.glass-made')}
          lead={t('policies.glass-made-lead')}
          firm
          isOpen
          onClose={close}
          actions={
            <Button kind="primary" onPress={close}>
              {t('policies.glass-done')}
            </Button>
          }
        >
          <div className={styles.part}>
            <p>{t('policies.glass-keep')}</p>
            <CodeList
              label={`${t('policies.glass')}: ${organization.name}`}
              codes={make.data.codes}
              fileName={`foyer-break-glass-${organization.slug}.txt`}
            />
          </div>
        </Dialog>
      )}
    </>
  )
}
