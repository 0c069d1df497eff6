import { useMutation } from '@tanstack/react-query'
import { ArrowUpRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { leaveFor, type SsoConnection, ssoReasonOf } from '#web/single-sign-on.ts'
import { Button } from '#web/ui/button.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import styles from './sso.module.css'

interface Props {
  connection: SsoConnection
  from: Parameters<typeof leaveFor>[1]
  disabledReason: string | null
  children: string
}

/** Leaves for the provider; where that cannot even begin, it says why in place. */
export function LeaveButton({ connection, from, disabledReason, children }: Props) {
  const { t } = useTranslation()
  const say = useProblemText()
  const leave = useMutation({ mutationFn: () => leaveFor(connection, from) })
  const reason = ssoReasonOf(leave.error)
  const problem = leave.error && say(leave.error)
  return (
    <div className={styles.leave}>
      <Button
        icon={<ArrowUpRight size={16} />}
        // Also while the browser is on its way.
        isPending={leave.isPending || leave.isSuccess}
        disabledReason={disabledReason}
        onPress={() => leave.mutate()}
      >
        {children}
      </Button>
      {problem && (
        <p role="alert" className={styles.error}>
          {reason
            ? `${t(`sso.trace.outcomes.${reason}`)}. ${t(`sso.trace.advice.${reason}`)}`
            : `${problem.title}. ${problem.detail}`}
        </p>
      )}
    </div>
  )
}
