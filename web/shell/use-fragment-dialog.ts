import { useLocation, useNavigate } from '@tanstack/react-router'
import { useCallback } from 'react'
import {
  type DialogName,
  type OrganizationDialog,
  type SecurityDialog,
  withDialog,
} from '#web/paths.ts'

/** The dialog that the address names in its fragment, so that Back closes it and a link can open it. */
export function useFragmentDialog<
  const Name extends DialogName | SecurityDialog | OrganizationDialog,
>(names: readonly Name[]) {
  const { hash } = useLocation()
  const navigate = useNavigate()
  const dialog = names.find((name) => name === hash) ?? null
  const setDialog = useCallback(
    (next: Name | null) => {
      const { pathname, search, hash: before } = window.location
      const page = pathname + search
      void navigate({
        href: next ? withDialog(page, next) : page,
        replace: !next || before !== '',
      })
    },
    [navigate],
  )
  return [dialog, setDialog] as const
}
