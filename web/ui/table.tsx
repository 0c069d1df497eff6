import { ArrowDown, ArrowUp } from 'lucide-react'
import { type ReactNode, useMemo } from 'react'
import {
  Column as AriaColumn,
  Table as AriaTable,
  Cell,
  Row,
  TableBody,
  TableHeader,
} from 'react-aria-components/Table'
import { useTranslation } from 'react-i18next'
import { BulkBar } from './bulk-bar.tsx'
import { Checkbox } from './checkbox.tsx'
import { cx } from './cx.ts'
import { TableSkeleton } from './skeleton.tsx'
import styles from './table.module.css'

export interface Column<R> {
  id: string
  header: string
  cell: (row: R) => ReactNode
  /** CSS width ('120px', '20%'); what has none shares the rest. */
  width?: string
  align?: 'end'
  /** Names the row to screen readers and heads its card on a phone; the first column if none. */
  title?: boolean
  sortable?: boolean
  /** Not shown on a phone's card. */
  wideOnly?: boolean
}

export interface Sort {
  column: string
  direction: 'ascending' | 'descending'
}

interface Props<R> {
  /** What the rows are: "Tasks". */
  label: string
  columns: readonly Column<R>[]
  /** Undefined while they load: a skeleton of the same shape. */
  rows: readonly R[] | undefined
  rowKey: (row: R) => string
  /** Words of a row for screen readers. */
  rowLabel: (row: R) => string
  /** Click and Enter open a row: the address of its page or dialog… */
  rowHref?: (row: R) => string
  /** …or what happens. */
  onOpen?: (row: R) => void
  selected?: ReadonlySet<string>
  onSelect?: (keys: Set<string>) => void
  /** Which rows can be selected; all of them, where it is left out. */
  rowSelects?: (row: R) => boolean
  /** How many are selected, where that is more than the rows that one sees. */
  selectedWords?: string | undefined
  /** Buttons of the bar that slides in while rows are selected. */
  bulkActions?: ReactNode
  sort?: Sort
  onSort?: (sort: Sort) => void
  /** Shown instead of the table when there is no row. */
  empty: ReactNode
}

/** Rows of 40 px under a header that stays; cards on a phone. The page scrolls, never the table sideways. */
export function Table<R>({
  label,
  columns,
  rows,
  rowKey,
  rowLabel,
  rowHref,
  onOpen,
  selected,
  onSelect,
  rowSelects,
  selectedWords,
  bulkActions,
  sort,
  onSort,
  empty,
}: Props<R>) {
  const { t } = useTranslation()
  const keys = useMemo(() => rows?.map(rowKey) ?? [], [rows, rowKey])
  if (!rows) return <TableSkeleton columns={columns.length} label={label} />
  if (rows.length === 0) return empty

  const title = columns.find((column) => column.title) ?? columns[0]
  const selects = Boolean(onSelect)
  return (
    <div className={styles.frame}>
      <AriaTable
        aria-label={label}
        className={cx(styles.table, (rowHref || onOpen) && styles.opens)}
        selectionMode={selects ? 'multiple' : 'none'}
        selectedKeys={selected ?? []}
        disabledBehavior="selection"
        disabledKeys={rowSelects ? rows.filter((row) => !rowSelects(row)).map(rowKey) : []}
        onSelectionChange={(chosen) =>
          onSelect?.(chosen === 'all' ? new Set(keys) : new Set([...chosen].map(String)))
        }
        {...(sort && { sortDescriptor: sort })}
        onSortChange={({ column, direction }) => onSort?.({ column: String(column), direction })}
      >
        <TableHeader className={cx(styles.head)}>
          {selects && (
            <AriaColumn className={cx(styles.column, styles.check)} textValue={t('ui.select')}>
              <Checkbox slot="selection" />
            </AriaColumn>
          )}
          {columns.map((column) => (
            <AriaColumn
              key={column.id}
              id={column.id}
              isRowHeader={column === title}
              allowsSorting={column.sortable ?? false}
              textValue={column.header}
              style={{ inlineSize: column.width }}
              className={cx(styles.column, column.align === 'end' && styles.end)}
            >
              {({ allowsSorting, sortDirection }) => (
                <span className={styles.header}>
                  {column.header}
                  {allowsSorting &&
                    sortDirection &&
                    (sortDirection === 'ascending' ? (
                      <ArrowUp size={12} />
                    ) : (
                      <ArrowDown size={12} />
                    ))}
                </span>
              )}
            </AriaColumn>
          ))}
        </TableHeader>
        <TableBody>
          {rows.map((row) => (
            <Row
              key={rowKey(row)}
              id={rowKey(row)}
              textValue={rowLabel(row)}
              className={cx(styles.row)}
              {...(rowHref ? { href: rowHref(row) } : onOpen && { onAction: () => onOpen(row) })}
            >
              {selects && (
                <Cell className={cx(styles.cell, styles.check)}>
                  <Checkbox slot="selection" />
                </Cell>
              )}
              {columns.map((column) => (
                <Cell
                  key={column.id}
                  className={cx(
                    styles.cell,
                    column === title && styles.title,
                    column.align === 'end' && styles.end,
                    column.wideOnly && styles.wideOnly,
                  )}
                >
                  <span className={styles.name} aria-hidden>
                    {column.header}
                  </span>
                  <div className={styles.content}>{column.cell(row)}</div>
                </Cell>
              ))}
            </Row>
          ))}
        </TableBody>
      </AriaTable>
      {onSelect && (
        <BulkBar
          count={selected?.size ?? 0}
          words={selectedWords}
          onClear={() => onSelect(new Set())}
        >
          {bulkActions}
        </BulkBar>
      )}
    </div>
  )
}
