import { createContext, use, useEffect } from 'react'

/** The organization whose name stands in the document's title; null outside of one. */
export const TitleContext = createContext<string | null>(null)

/** Names the document: `Tasks · Acme · Foyer`. */
export function useTitle(title: string): void {
  const organization = use(TitleContext)
  useEffect(() => {
    document.title = [title, organization, 'Foyer'].filter(Boolean).join(' · ')
  }, [title, organization])
}
