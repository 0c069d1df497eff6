import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { client } from '#web/api.ts'
import { refreshMatches } from '#web/shell/refresh-matches.ts'
import { useProblemText } from '#web/ui/problem-text.ts'
import { toast } from '#web/ui/toast.tsx'
import { useProgram } from './use-program.ts'

/** Lets two be matched again. */
export function useLift() {
  const { t } = useTranslation()
  const say = useProblemText()
  const { id: programId } = useProgram()
  return useMutation({
    mutationFn: (doNotMatchId: string) =>
      client.removeDoNotMatch({ params: { programId, doNotMatchId } }),
    onSuccess: () => {
      void refreshMatches()
      toast(t('programs.lifted'))
    },
    onError: (error) => {
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
      void refreshMatches()
    },
  })
}
