import { useQuery } from '@tanstack/react-query'
import { SearchX } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { paths } from '#web/paths.ts'
import { Logo } from '#web/shell/logo.tsx'
import { Badge, type Tone } from '#web/ui/badge.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Link } from '#web/ui/link.tsx'
import { SearchField } from '#web/ui/search-field.tsx'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import { useTitle } from '#web/ui/title.ts'
import { curlOf, type Listed, loadDescription, operationsByArea } from './open-api.ts'
import styles from './reference.module.css'
import { Field, SchemaTable } from './schema-table.tsx'

/** Every call of the API, from the description that the server makes of its own contract (IN1). */
export function ReferencePage() {
  const { t } = useTranslation()
  useTitle(t('reference.title'))
  const [search, setSearch] = useState('')
  const { data, error, refetch } = useQuery({ queryKey: ['openapi'], queryFn: loadDescription })
  const areas = data ? operationsByArea(data, search) : []
  const server = data?.servers[0]?.url ?? ''

  // The browser looked for the place of a link before there was one.
  useEffect(() => {
    if (!data) return
    const named = document.getElementById(decodeURIComponent(window.location.hash.slice(1)))
    if (named instanceof HTMLDetailsElement) named.open = true
    named?.scrollIntoView()
  }, [data])

  return (
    <div className={styles.page}>
      <header className={styles.top}>
        <Logo size={24} />
        <h1 className={styles.heading}>{t('reference.title')}</h1>
        {data && <Badge>{data.info.version}</Badge>}
        <span className={styles.space} />
        <a className={styles.file} href="/api/openapi.json">
          openapi.json
        </a>
        <Link href={paths.home()}>{t('reference.home')}</Link>
      </header>
      <nav className={styles.nav} aria-label={t('reference.areas')}>
        <SearchField label={t('reference.search')} value={search} onChange={setSearch} />
        <ul className={styles.areas}>
          {areas.map(([area, operations]) => (
            <li key={area}>
              <a href={`#area-${area}`} lang="en">
                {area}
              </a>
              <span className={styles.count}>{operations.length}</span>
            </li>
          ))}
        </ul>
      </nav>
      <main id="main" className={styles.main}>
        {error ? (
          <ErrorState error={error} retry={() => void refetch()} />
        ) : !data ? (
          <ListSkeleton rows={12} label={t('reference.title')} />
        ) : (
          <>
            {!search && (
              <section className={styles.intro} lang="en">
                <p>{data.info.description}</p>
                <p>
                  <code>{server}</code>
                </p>
              </section>
            )}
            {areas.length === 0 && (
              <EmptyState icon={<SearchX size={20} />} title={t('ui.nothing-found')}>
                {t('reference.nothing-found')}
              </EmptyState>
            )}
            {areas.map(([area, operations]) => (
              <section key={area} aria-labelledby={`area-${area}`}>
                <h2 id={`area-${area}`} className={styles.area} lang="en">
                  {area}
                </h2>
                {operations.map((operation) => (
                  <OperationCard
                    key={operation.operationId}
                    operation={operation}
                    server={server}
                  />
                ))}
              </section>
            ))}
          </>
        )}
      </main>
    </div>
  )
}

const tones: Record<string, Tone> = {
  GET: 'blue',
  POST: 'green',
  PUT: 'amber',
  PATCH: 'amber',
  DELETE: 'red',
}

function OperationCard({ operation, server }: { operation: Listed; server: string }) {
  const { t } = useTranslation()
  const body = operation.requestBody?.content['application/json']?.schema
  const answers = Object.entries(operation.responses)
  return (
    <details id={operation.operationId} className={styles.operation}>
      <summary className={styles.summary}>
        <span className={styles.method}>
          <Badge tone={tones[operation.method] ?? 'neutral'}>{operation.method}</Badge>
        </span>
        <code className={styles.path}>{operation.path}</code>
        <span className={styles.what} lang="en">
          {operation.summary}
        </span>
      </summary>
      <div className={styles.details}>
        <p className={styles.text} lang="en">
          {operation.description}
        </p>
        <dl className={styles.facts}>
          <dt>{t('reference.client')}</dt>
          <dd>
            <code>client.{operation.operationId}(…)</code>
          </dd>
          <dt>{t('reference.access')}</dt>
          <dd>
            <code>{operation['x-access']}</code>
          </dd>
          <dt>{t('reference.rate')}</dt>
          <dd>
            <code>{operation['x-rate']}</code>
          </dd>
        </dl>
        {operation.parameters.length > 0 && (
          <>
            <h3 className={styles.part}>{t('reference.parameters')}</h3>
            <ul className={styles.fields}>
              {operation.parameters.map((parameter) => (
                <Field
                  key={`${parameter.in} ${parameter.name}`}
                  name={parameter.name}
                  schema={parameter.schema}
                  required={parameter.required}
                  description={parameter.description}
                  mark="required"
                />
              ))}
            </ul>
          </>
        )}
        {body && (
          <>
            <h3 className={styles.part}>{t('reference.body')}</h3>
            <SchemaTable schema={body} label={t('reference.body')} mark="required" />
          </>
        )}
        <h3 className={styles.part}>{t('reference.answers')}</h3>
        <ul className={styles.fields}>
          {answers.map(([status, answer]) => {
            const schema = answer.content?.['application/json']?.schema
            return (
              <li key={status} className={styles.field}>
                <div className={styles.line}>
                  <code className={styles.name}>{status}</code>
                  <span lang="en">{answer.description.replaceAll('`', '')}</span>
                </div>
                {schema && <SchemaTable schema={schema} label={status} mark="optional" />}
              </li>
            )
          })}
        </ul>
        <h3 className={styles.part}>{t('reference.example')}</h3>
        {/* Scrolls sideways, so the keyboard must reach it. */}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region */}
        <pre className={styles.code} tabIndex={0}>
          {curlOf(operation, server)}
        </pre>
      </div>
    </details>
  )
}
