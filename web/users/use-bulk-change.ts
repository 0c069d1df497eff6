import { useMutation } from '@tanstack/react-query'
import { useRef } from 'react'
import type { UserChange } from '#api/members.ts'
import type { useUserChanges } from './use-user-changes.tsx'
import type { UserSelection } from './use-user-selection.ts'

/** What each dialog of the bulk bar is given. */
export interface BulkProps {
  selection: UserSelection
  onChange: ReturnType<typeof useUserChanges>['change']
  onClose: () => void
}

/** Begins a change of all who are selected; then nobody is, and the dialog is gone. */
export function useBulkChange({ selection, onChange, onClose }: BulkProps) {
  // One key for what is asked: pressing twice, or again after a lost answer, begins it once.
  const asked = useRef({ change: '', idempotencyKey: '' })
  return useMutation({
    mutationFn: (change: UserChange) => {
      const words = JSON.stringify(change)
      if (asked.current.change !== words)
        asked.current = { change: words, idempotencyKey: crypto.randomUUID() }
      return onChange(selection.which, change, asked.current.idempotencyKey)
    },
    onSuccess: () => {
      onClose()
      selection.clear()
    },
  })
}
