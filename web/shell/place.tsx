import type { ReactNode } from 'react'
import { Button } from 'react-aria-components/Button'
import { Link } from 'react-aria-components/Link'
import { Tooltip } from '#web/ui/tooltip.tsx'

interface Props {
  href: string
  /** One is here. */
  current: boolean
  /** Why it does not open now; it stays in sight, and says so. */
  closed?: string | null | undefined
  /** Opens outside of Foyer. */
  external?: boolean | undefined
  className: string
  children: ReactNode
}

/** An entry of the rail or of the settings. */
export const Place = ({ href, current, closed, external, className, children }: Props) =>
  closed ? (
    <Tooltip text={closed} placement="right" delay={150}>
      <Button aria-disabled="true" data-closed="" className={className}>
        {children}
      </Button>
    </Tooltip>
  ) : (
    <Link
      href={href}
      {...(external && { target: '_blank', rel: 'noreferrer' })}
      {...(current && { 'aria-current': 'page' })}
      className={className}
    >
      {children}
    </Link>
  )
