import { useMutation } from '@tanstack/react-query'
import { Snowflake, Sun } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MyProgram } from '#api/matches.ts'
import { client } from '#web/api.ts'
import { refreshMatches } from '#web/shell/refresh-matches.ts'
import { Button } from '#web/ui/button.tsx'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { toast } from '#web/ui/toast.tsx'

/** Freezing one's participation in a program, or in all of them, and taking part again (MT3). */
export function FreezeButton({ program, frozen }: { program: MyProgram | null; frozen: boolean }) {
  const { t } = useTranslation()
  const say = useProblemText()
  const [asking, setAsking] = useState(false)
  const onError = (error: Error) => {
    const { title, detail } = say(error)
    toast({ text: title, description: detail, tone: 'error' })
    setAsking(false)
  }
  const freeze = useMutation({
    mutationFn: () => client.freezeMyself({ body: { programId: program?.id ?? null } }),
    onSuccess: ({ ended }) => {
      void refreshMatches()
      toast({
        text: t('programs.frozen-toast', { count: ended }),
        description: t('programs.frozen-next'),
      })
      setAsking(false)
    },
    onError,
  })
  const thaw = useMutation({
    mutationFn: () => client.unfreezeMyself({ query: program ? { programId: program.id } : {} }),
    onSuccess: () => {
      void refreshMatches()
      toast({ text: t('programs.thawed'), description: t('programs.thawed-next') })
    },
    onError,
  })
  if (frozen)
    return (
      <Button icon={<Sun size={16} />} isPending={thaw.isPending} onPress={() => thaw.mutate()}>
        {t('programs.thaw')}
      </Button>
    )
  return (
    <>
      <Button icon={<Snowflake size={16} />} onPress={() => setAsking(true)}>
        {t(program ? 'programs.freeze' : 'programs.freeze-all')}
      </Button>
      <ConfirmDialog
        title={
          program
            ? t('programs.freeze-question', { name: program.name })
            : t('programs.freeze-all-question')
        }
        confirm={t('programs.freeze')}
        danger
        isOpen={asking}
        isPending={freeze.isPending}
        onConfirm={() => freeze.mutate()}
        onClose={() => setAsking(false)}
      >
        {t('programs.freeze-text')}
      </ConfirmDialog>
    </>
  )
}

/** For whoever takes part in several: a rest from all at once. */
export function FreezeEverywhere({ programs }: { programs: readonly MyProgram[] }) {
  if (programs.length < 2) return null
  const frozen = programs.every(({ registration }) => registration?.status === 'frozen')
  return (
    <div>
      <FreezeButton program={null} frozen={frozen} />
    </div>
  )
}
