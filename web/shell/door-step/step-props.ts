import type { Step } from '#api/door.ts'
import type { OrganizationLook } from '#api/look.ts'

/** What every form of a step is given. */
export interface StepProps<Kind extends Step['kind'] = Step['kind']> {
  step: Extract<Step, { kind: Kind }>
  /** Whose password, whose code: for password managers, and where mail goes. */
  email: string
  organizationName: string
  /** How its door looks, where one stands before it. */
  look?: OrganizationLook | undefined
  /** The proof was taken; the door decides what comes next. */
  onProved: () => void
  /** Something else must be proved before this can be. */
  onMissing: (missing: readonly Step[]) => void
  /** The pending sign-in is over: sign in again. */
  onExpired: () => void
  /** An owner's last way in, where there is one (DR6). */
  onBreakGlass?: (() => void) | undefined
  /** Over a page with something unsaved: nothing may leave it. */
  overWork: boolean
  /** The door is being asked again. */
  isPending: boolean
}
