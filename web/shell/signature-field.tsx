import { Eraser, Keyboard, PenLine } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Component } from '#api/flows.ts'
import { Button } from '#web/ui/button.tsx'
import { drawnSignature, SignaturePad, typedSignature } from '#web/ui/signature-pad.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import { type FormFiles, useFileUrl } from './form-files.ts'
import type { FormValue } from './form-values.ts'
import styles from './signature-field.module.css'
import { useFileProblem } from './use-file-problem.ts'
import { ValueFrame } from './value-frame.tsx'

interface Props {
  component: Component
  value: FormValue | undefined
  onChange: (value: FormValue) => void
  files: FormFiles
  judge: (value: FormValue | undefined) => string | null
}

type Stroke = Parameters<Parameters<typeof SignaturePad>[0]['onStroke']>[0]

const typingMs = 400

/** A name, drawn, or typed by whoever does not draw; kept with each stroke. */
export function SignatureField({ component, value, onChange, files, judge }: Props) {
  const { t } = useTranslation()
  const [typing, setTyping] = useState(false)
  const [strokes, setStrokes] = useState<readonly Stroke[]>([])
  const [name, setName] = useState('')
  const present = typeof value === 'string' && value ? value : null
  const { keep, drop, own, pending, failure } = useKept({ component, files, onChange })
  const clear = () => {
    setStrokes([])
    setName('')
    drop(present)
  }
  const latest = useRef(keep)
  latest.current = keep
  useEffect(() => {
    const typed = name.trim()
    if (!typed) return
    const timer = setTimeout(
      () => latest.current(() => typedSignature(typed, t('form-values.typed-name'))),
      typingMs,
    )
    return () => clearTimeout(timer)
  }, [name, t])
  return (
    <ValueFrame component={component} problem={judge(value)} pending={pending}>
      {present && present !== own ? (
        <Signed id={present} files={files} title={component.title} />
      ) : typing ? (
        <TextField
          label={t('form-values.name-instead')}
          autoComplete="name"
          maxLength={100}
          value={name}
          onChange={(next) => {
            if (next.trim()) setName(next)
            else clear()
          }}
        />
      ) : (
        <SignaturePad
          label={t('form-values.paper', { title: component.title })}
          strokes={strokes}
          onStroke={(stroke) => {
            const next = [...strokes, stroke]
            setStrokes(next)
            keep(() => drawnSignature(next))
          }}
        />
      )}
      <div className={styles.tools}>
        <Button
          kind="ghost"
          icon={<Eraser size={16} />}
          disabledReason={present ? null : t('form-values.nothing-signed')}
          onPress={clear}
        >
          {t('form-values.clear-signature')}
        </Button>
        <Button
          kind="ghost"
          icon={typing ? <PenLine size={16} /> : <Keyboard size={16} />}
          onPress={() => {
            clear()
            setTyping(!typing)
          }}
        >
          {typing ? t('form-values.draw-instead') : t('form-values.type-instead')}
        </Button>
      </div>
      {failure && (
        <p role="alert" className={styles.failure}>
          {failure}
        </p>
      )}
    </ValueFrame>
  )
}

function Signed({ id, files, title }: { id: string; files: FormFiles; title: string }) {
  const { t } = useTranslation()
  const url = useFileUrl(files, id)
  const alt = t('form-values.signed', { title })
  return url ? (
    <img src={url} alt={alt} className={styles.signed} />
  ) : (
    <span role="img" aria-label={alt} className={styles.signed} />
  )
}

/** Keeps what was signed, one after the other, so that of two strokes the later one stays; `own` is what this page made. */
function useKept({ component, files, onChange }: Pick<Props, 'component' | 'files' | 'onChange'>) {
  const say = useFileProblem()
  const [own, setOwn] = useState<string | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const [pending, setPending] = useState(0)
  const before = useRef<Promise<void>>(Promise.resolve())
  // What was begun before the paper was wiped is not kept afterwards.
  const sheet = useRef({ kept: null as string | null })
  const keep = (make: () => Promise<Blob | null>) => {
    const begun = sheet.current
    setPending((count) => count + 1)
    before.current = before.current.then(async () => {
      try {
        const content = await make()
        if (!content) return
        const id = await files.keep({ kind: 'signature', componentId: component.id, content })
        if (begun !== sheet.current) return files.forget(id)
        if (begun.kept) files.forget(begun.kept)
        begun.kept = id
        setOwn(id)
        onChange(id)
      } catch (error) {
        setFailure(say(error))
      } finally {
        setPending((count) => count - 1)
      }
    })
  }
  const drop = (present: string | null) => {
    sheet.current = { kept: null }
    setFailure(null)
    setOwn(null)
    if (present) files.forget(present)
    onChange(null)
  }
  return { keep, drop, own, pending: pending > 0, failure }
}
