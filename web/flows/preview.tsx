import { EyeOff, RotateCcw } from 'lucide-react'
import {
  type RefObject,
  useDeferredValue,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { useTranslation } from 'react-i18next'
import type { FlowPage } from '#api/flows.ts'
import { FlowFields } from '#web/shell/flow-fields.tsx'
import { type FormValues, startingValues } from '#web/shell/form-values.ts'
import { judgeFields } from '#web/shell/judge-fields.ts'
import { Button } from '#web/ui/button.tsx'
import { Form } from '#web/ui/form.tsx'
import { useFormat } from '#web/ui/format.ts'
import { IconButton } from '#web/ui/icon-button.tsx'
import { answersThatShow } from './answers-that-show.ts'
import styles from './preview.module.css'

interface Props {
  name: string
  pages: readonly FlowPage[]
  /** Where somebody works: the page on screen follows, and the component is brought into view. */
  page: number
  /** Id of the component that is chosen. */
  componentId: string | null
  /** A field was taken in hand. */
  onTouch: (componentId: string) => void
}

/** A phone with what whoever fills it in will see: to be tried out, conditions and all, and never sent. */
export function Preview({ name, pages: latest, page: wanted, componentId, onTouch }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  // Typing into the form that is built comes first; the phone follows as it can.
  const pages = useDeferredValue(latest)
  const [at, setAt] = useState(wanted)
  const [round, setRound] = useState(0)
  const [typed, setTyped] = useState<FormValues>({})
  const screen = useRef<HTMLDivElement>(null)
  useEffect(() => setAt(wanted), [wanted])
  const shown = Math.min(at, pages.length - 1)
  // Once for each component that is chosen; one that was only just added comes with a later render.
  const brought = useRef<string | null>(null)
  useEffect(() => {
    if (brought.current === componentId) return
    const field = componentId && findField(screen.current, componentId)
    // It is not there yet, or this pane is not on screen.
    if (componentId && !(field && screen.current?.offsetHeight)) return
    brought.current = componentId
    if (field) bringIntoView(screen.current, field)
  })

  const page = pages[shown]
  const values = {
    ...startingValues(pages.flatMap(({ components }) => components)),
    ...typed,
  }
  const judged = judgeFields(pages, values)
  const visible = page?.components.filter((one) => one.visible) ?? []
  const hidden = visible.filter(({ id }) => !judged.get(id)?.shown)
  const isLast = shown === pages.length - 1
  const go = (to: number) => {
    setAt(to)
    screen.current?.scrollTo(0, 0)
  }
  return (
    <aside aria-label={t('flows.preview')} className={styles.preview}>
      <header className={styles.head}>
        <h2 className={styles.title}>{t('flows.preview')}</h2>
        <IconButton
          label={t('flows.start-over')}
          size="small"
          icon={<RotateCcw size={14} />}
          onPress={() => {
            setTyped({})
            setRound(round + 1)
            go(0)
          }}
        />
      </header>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: its own undoing of typed text, and nothing of the builder's */}
      <div
        className={styles.phone}
        onKeyDown={(event) => event.stopPropagation()}
        onFocus={({ target }) => {
          const id = idAt(target)
          if (id) onTouch(id)
        }}
      >
        <div className={styles.bar}>
          <p className={styles.flow}>{name || t('flows.untitled')}</p>
          <p className={styles.step}>
            {shown === 0
              ? t('flows.preview-first')
              : t('flows.preview-step', {
                  number: format.number(shown),
                  count: format.number(pages.length - 1),
                })}
          </p>
          {shown > 0 && (
            <div className={styles.progress} aria-hidden>
              {pages.slice(1).map((one, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a dot is nothing but its place
                <span key={index} data-done={index < shown} title={one.title} />
              ))}
            </div>
          )}
        </div>
        <div ref={screen} className={styles.screen}>
          <Marker screen={screen} componentId={componentId} />
          <Form key={`${round}.${shown}`} leaveFreely onSubmit={() => go(isLast ? 0 : shown + 1)}>
            <h3 className={styles.pageTitle}>{page?.title || t('flows.untitled')}</h3>
            <FlowFields
              pages={pages}
              page={shown}
              values={values}
              onChange={(change) => setTyped((before) => ({ ...before, ...change }))}
            />
            {visible.length === 0 && <p className={styles.none}>{t('flows.no-fields')}</p>}
            <div className={styles.buttons}>
              {shown > 0 && (
                <Button size="large" onPress={() => go(shown - 1)}>
                  {t('flows.preview-back')}
                </Button>
              )}
              <Button size="large" kind="primary" wide type="submit">
                {t(
                  shown === 0
                    ? 'flows.preview-create'
                    : isLast
                      ? 'flows.preview-finish'
                      : 'flows.preview-next',
                )}
              </Button>
            </div>
          </Form>
        </div>
      </div>
      {hidden.length > 0 && (
        <div className={styles.hidden}>
          <p>{t('flows.preview-hidden')}</p>
          <ul>
            {hidden.map(({ id, title }) => {
              const answers = answersThatShow(pages, values, id)
              return (
                <li key={id}>
                  <Button
                    kind="ghost"
                    size="small"
                    icon={<EyeOff size={12} />}
                    aria-label={t('flows.preview-show', { title })}
                    disabledReason={answers ? null : t('flows.preview-never')}
                    onPress={() => {
                      setTyped(answers ?? {})
                      setRound(round + 1)
                      brought.current = null
                      onTouch(id)
                    }}
                  >
                    {title}
                  </Button>
                </li>
              )
            })}
          </ul>
        </div>
      )}
    </aside>
  )
}

/** A line beside the field that is being edited. */
function Marker({
  screen,
  componentId,
}: {
  screen: RefObject<HTMLDivElement | null>
  componentId: string | null
}) {
  const line = useRef<HTMLSpanElement>(null)
  // After every change: whatever grows above it moves it.
  useLayoutEffect(() => {
    const place = () => {
      const field = componentId && findField(screen.current, componentId)
      if (!line.current || !screen.current) return
      line.current.hidden = !field
      if (!field) return
      const box = outerOf(field).getBoundingClientRect()
      const top = box.top - screen.current.getBoundingClientRect().top + screen.current.scrollTop
      line.current.style.insetBlockStart = `${top}px`
      line.current.style.blockSize = `${box.height}px`
    }
    place()
    const watch = new ResizeObserver(place)
    const form = screen.current?.querySelector('form')
    if (form) watch.observe(form)
    return () => watch.disconnect()
  })
  return <span ref={line} aria-hidden className={styles.marker} />
}

/** A select keeps its name on a hidden input: what stands around it is what people see. */
const outerOf = (field: HTMLElement) =>
  field.closest<HTMLElement>('fieldset') ?? field.closest<HTMLElement>('form > *') ?? field

const findField = (screen: HTMLElement | null, id: string) =>
  screen?.querySelector<HTMLElement>(
    `[name="values/${CSS.escape(id)}"], [data-field="values/${CSS.escape(id)}"]`,
  )

/** Scrolls the phone alone, never the page around it. */
function bringIntoView(screen: HTMLElement | null, field: HTMLElement) {
  if (!screen) return
  const [outer, inner] = [screen.getBoundingClientRect(), outerOf(field).getBoundingClientRect()]
  if (inner.top < outer.top || inner.bottom > outer.bottom)
    screen.scrollBy(0, inner.top - outer.top - outer.height / 3)
}

/** Of which component a focused control is. */
function idAt(target: EventTarget): string | null {
  if (!(target instanceof HTMLElement)) return null
  const named =
    target.closest<HTMLElement>('[data-field^="values/"]')?.dataset.field ??
    target.getAttribute('name') ??
    target.closest('[data-rac]')?.querySelector('[name^="values/"]')?.getAttribute('name')
  return named?.startsWith('values/') ? named.slice('values/'.length) : null
}
