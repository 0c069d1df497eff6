import { lazy, Suspense, useSyncExternalStore } from 'react'
import { demandStore } from '#web/proofs.ts'

const ProofDialog = lazy(() =>
  import('./proof-dialog.tsx').then((file) => ({ default: file.ProofDialog })),
)

/** Opens the dialog that a call asks for (web/proofs.ts); once, at the root. */
export function ProofGate() {
  const demand = useSyncExternalStore(demandStore.subscribe, demandStore.get)
  return <Suspense>{demand && <ProofDialog demand={demand} />}</Suspense>
}
