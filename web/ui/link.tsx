import { Link as AriaLink, type LinkProps } from 'react-aria-components/Link'
import { cx } from './cx.ts'
import styles from './link.module.css'

interface Props extends Omit<LinkProps, 'className'> {
  /** `plain` looks like the text around it until it is pointed at. */
  kind?: 'accent' | 'plain'
  className?: string | undefined
}

/** A link; addresses of our own come from paths.ts and do not reload the page. */
export function Link({ kind = 'accent', className, ...props }: Props) {
  return <AriaLink {...props} className={cx(styles.link, styles[kind], className)} />
}
