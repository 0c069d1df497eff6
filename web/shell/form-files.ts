import { useEffect, useState } from 'react'

/** What a form takes beside words: pictures taken or chosen, and drawn names. */
export type FileKind = 'photo' | 'signature'

/**
 * Where the photos and signatures of a form are kept until it is sent: on the device where one works without a connection,
 * at the server at once for a new task, in memory where a form is only tried out. In the form's values stand their ids.
 */
export interface FormFiles {
  /** Keeps one and answers its id; what it throws is said at the field. */
  keep: (file: { kind: FileKind; componentId: string; content: Blob }) => Promise<string>
  /** What to show for an id: the picture itself, or its address; null where it is not there (any more). */
  find: (id: string) => Promise<Blob | string | null>
  /** It was taken out of the form. */
  forget: (id: string) => void
}

/** In the memory of this page alone: for a form that is tried out and never sent. */
export function useTriedFiles(): FormFiles {
  const [files] = useState(() => filesInMemory())
  return files
}

function filesInMemory(): FormFiles {
  const contents = new Map<string, Blob>()
  return {
    keep: ({ content }) => {
      const id = crypto.randomUUID()
      contents.set(id, content)
      return Promise.resolve(id)
    },
    find: (id) => Promise.resolve(contents.get(id) ?? null),
    forget: (id) => {
      contents.delete(id)
    },
  }
}

/** The address under which a picture of a form can be shown; undefined while it is looked for, null where it is gone. */
export function useFileUrl(files: FormFiles, id: string): string | null | undefined {
  const [url, setUrl] = useState<string | null>()
  useEffect(() => {
    let made: string | null = null
    let gone = false
    files.find(id).then(
      (found) => {
        if (gone) return
        if (found instanceof Blob) made = URL.createObjectURL(found)
        setUrl(found instanceof Blob ? made : found)
      },
      () => setUrl(null),
    )
    return () => {
      gone = true
      if (made) URL.revokeObjectURL(made)
    }
  }, [files, id])
  return url
}
