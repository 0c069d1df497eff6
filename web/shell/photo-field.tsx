import { Camera, ImagePlus, RefreshCw, Trash2 } from 'lucide-react'
import { type ReactElement, useRef, useState } from 'react'
import { FileTrigger } from 'react-aria-components/FileTrigger'
import { useTranslation } from 'react-i18next'
import { type Component, countsOf } from '#api/flows.ts'
import { Button } from '#web/ui/button.tsx'
import { IconButton } from '#web/ui/icon-button.tsx'
import { shrinkPicture } from '#web/ui/shrink-picture.ts'
import { type FormFiles, useFileUrl } from './form-files.ts'
import type { FormValue } from './form-values.ts'
import styles from './photo-field.module.css'
import { useFileProblem } from './use-file-problem.ts'
import { ValueFrame } from './value-frame.tsx'

interface Props {
  component: Component
  value: FormValue | undefined
  onChange: (value: FormValue) => void
  files: FormFiles
  judge: (value: FormValue | undefined) => string | null
}

const types = ['image/*']

const idsOf = (value: FormValue | undefined): readonly string[] =>
  Array.isArray(value) ? value : []

/** Pictures, taken by the camera or chosen from files: some of them retaken, some taken out again. */
export function PhotoField({ component, value, onChange, files, judge }: Props) {
  const { t } = useTranslation()
  const say = useFileProblem()
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const ids = idsOf(value)
  // Several arrive one after the other, each on top of those before it.
  const latest = useRef(ids)
  latest.current = ids
  const { min, max } = countsOf(component)
  const full = ids.length >= max
  const put = (next: readonly string[]) => {
    latest.current = next
    onChange(next.length > 0 ? [...next] : null)
  }
  const take = async (list: FileList | null, instead?: string) => {
    setBusy(true)
    setFailure(null)
    try {
      for (const file of list ?? []) {
        if (!instead && latest.current.length >= max) {
          setFailure(t('form-values.photo-full', { count: max }))
          break
        }
        const content = await shrinkPicture(file)
        if (!content) {
          setFailure(t('form-values.photo-unreadable', { name: file.name }))
          continue
        }
        const id = await files.keep({ kind: 'photo', componentId: component.id, content })
        put(
          instead
            ? latest.current.map((old) => (old === instead ? id : old))
            : [...latest.current, id],
        )
        if (instead) files.forget(instead)
      }
    } catch (error) {
      setFailure(say(error))
    } finally {
      setBusy(false)
    }
  }
  const limits = [
    min > 1 && t('form-values.at-least', { count: min }),
    t('form-values.at-most', { count: max }),
  ]
  return (
    <ValueFrame
      component={component}
      help={[component.help, ...limits].filter(Boolean).join(' · ')}
      problem={judge(value)}
      pending={busy}
    >
      {ids.length > 0 && (
        <ul className={styles.photos}>
          {ids.map((id, at) => (
            <li key={id} className={styles.photo}>
              <Picture
                id={id}
                files={files}
                alt={t('form-values.photo-of', { title: component.title, number: at + 1 })}
              />
              <div className={styles.tools}>
                <Source camera onSelect={(list) => void take(list, id)}>
                  <IconButton
                    size="small"
                    label={t('form-values.retake', { number: at + 1 })}
                    icon={<RefreshCw size={14} />}
                  />
                </Source>
                <IconButton
                  size="small"
                  label={t('form-values.remove-photo', { number: at + 1 })}
                  icon={<Trash2 size={14} />}
                  onPress={() => {
                    put(latest.current.filter((old) => old !== id))
                    files.forget(id)
                  }}
                />
              </div>
            </li>
          ))}
        </ul>
      )}
      <div className={styles.sources}>
        <span className={styles.camera}>
          <Source camera onSelect={(list) => void take(list)}>
            <Button
              size="large"
              icon={<Camera size={16} />}
              isPending={busy}
              disabledReason={full ? t('form-values.photo-full', { count: max }) : null}
            >
              {t('form-values.take-photo')}
            </Button>
          </Source>
        </span>
        <Source several={max > 1} onSelect={(list) => void take(list)}>
          <Button
            size="large"
            icon={<ImagePlus size={16} />}
            isPending={busy}
            disabledReason={full ? t('form-values.photo-full', { count: max }) : null}
          >
            {t('form-values.choose-photo')}
          </Button>
        </Source>
      </div>
      {failure && (
        <p role="alert" className={styles.failure}>
          {failure}
        </p>
      )}
    </ValueFrame>
  )
}

const Source = ({
  camera = false,
  several = false,
  onSelect,
  children,
}: {
  camera?: boolean
  several?: boolean
  onSelect: (list: FileList | null) => void
  children: ReactElement
}) => (
  <FileTrigger
    acceptedFileTypes={types}
    allowsMultiple={several}
    {...(camera && { defaultCamera: 'environment' as const })}
    onSelect={onSelect}
  >
    {children}
  </FileTrigger>
)

/** One picture of a form; a grey square while it is looked for, and where this device does not have it. */
function Picture({ id, files, alt }: { id: string; files: FormFiles; alt: string }) {
  const url = useFileUrl(files, id)
  return url ? (
    <img src={url} alt={alt} className={styles.picture} />
  ) : (
    <span role="img" aria-label={alt} className={styles.picture} />
  )
}
