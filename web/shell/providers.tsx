import { QueryClientProvider } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { RouterProvider } from 'react-aria-components'
import { I18nProvider } from 'react-aria-components/I18nProvider'
import { useTranslation } from 'react-i18next'
import { queries } from '#web/api.ts'
import { Toasts } from '#web/ui/toast.tsx'
import { LosingGate } from './losing-gate.tsx'
import { ProofGate } from './proof-gate.tsx'

/** What every page needs around it: cache, language and direction of the components, links that do not reload. */
export function Providers({ children }: { children: ReactNode }) {
  const { i18n } = useTranslation()
  const navigate = useNavigate()
  return (
    <QueryClientProvider client={queries}>
      <I18nProvider locale={i18n.language}>
        <RouterProvider navigate={(href) => void navigate({ href })}>
          {children}
          <ProofGate />
          <LosingGate />
          <Toasts />
        </RouterProvider>
      </I18nProvider>
    </QueryClientProvider>
  )
}
