import { useMutation } from '@tanstack/react-query'
import { ApiError } from '#api/client.ts'
import { missingOf } from '#web/proofs.ts'
import { atField } from '../at-field.ts'
import { useWait } from '../use-wait.ts'
import type { StepProps } from './step-props.ts'

/**
 * One proof: given, taken or refused. A wrong code stands at its field like a wrong password; what must be proved
 * before it is handed on; a lock counts down.
 */
export function useProof<Value>(
  give: (value: Value) => Promise<unknown>,
  {
    onProved,
    onMissing,
    onExpired,
    isPending,
  }: Pick<StepProps, 'onProved' | 'onMissing' | 'onExpired' | 'isPending'>,
  onRefused: () => void,
) {
  const { mutate, error, ...proof } = useMutation({
    mutationFn: give,
    onSuccess: onProved,
    onError: (refusal) => {
      onRefused()
      if (!(refusal instanceof ApiError)) return
      if (refusal.type === 'not-signed-in') onExpired()
      if (refusal.type === 'fresh-evidence-required') onMissing(missingOf(refusal))
    },
  })
  return {
    give: mutate,
    error: atField(error, 'wrong-code', 'code'),
    isPending: proof.isPending || isPending,
    wait: useWait(error),
  }
}
