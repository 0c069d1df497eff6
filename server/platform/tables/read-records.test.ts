import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type FileRecord, readRecords, rowsMax } from './read-records.ts'

const read = async (
  text: string | Buffer,
  delimiter: ',' | ';' = ',',
  encoding: 'utf-8' | 'windows-1252' = 'utf-8',
) => {
  const found: FileRecord[] = []
  for await (const record of readRecords(Buffer.from(text as string), { encoding, delimiter }))
    found.push(record)
  return found
}

test('US4: each record has the line on which it begins, whatever stands in quotes and whatever is empty', async () => {
  expect(
    await read(
      '\ufeffe-mail,name\r\n\r\n"a@x.test","Ann\nLee"\r\n ,\r\nb@x.test," Ben ""B"" "\r\n',
    ),
  ).toEqual([
    { line: 1, cells: ['e-mail', 'name'] },
    { line: 3, cells: ['a@x.test', 'Ann\nLee'] },
    { line: 6, cells: ['b@x.test', 'Ben "B"'] },
  ])
})

test('US4: rows may be shorter or longer than the header, and a quote in the middle of a cell is a quote', async () => {
  expect(await read('a;b\n1\n1;2;3\n5" pipe;x\n', ';')).toEqual([
    { line: 1, cells: ['a', 'b'] },
    { line: 2, cells: ['1'] },
    { line: 3, cells: ['1', '2', '3'] },
    { line: 4, cells: ['5" pipe', 'x'] },
  ])
})

test('US4: what is no text of its encoding is read as well as can be, and nothing that cannot be stored comes through', async () => {
  const [record] = await read(Buffer.from('Jos\u00e9\0,x\n', 'latin1'), ',', 'windows-1252')
  expect(record?.cells).toEqual(['José', 'x'])
  const [broken] = await read(Buffer.from([0x41, 0xff, 0x42, 0x0a]))
  expect(broken?.cells).toEqual(['A\ufffdB'])
})

test('US4: a quote that is not closed is refused with its line', async () => {
  await expect(read('a,b\n"x,1\ny,2\n')).rejects.toMatchObject({ type: 'file-not-readable' })
})

test('US4: more rows than may be are refused', async () => {
  await expect(read('x\n'.repeat(rowsMax + 100))).rejects.toMatchObject({
    type: 'file-not-readable',
    extra: { detail: 'At most 100000 rows at once.' },
  })
})

/** How often everybody else had their turn of the event loop while this went on: whatever the machine, and however fast. */
async function countTurns(during: Promise<unknown>): Promise<number> {
  let [goesOn, turns] = [true, 0]
  const end = () => {
    goesOn = false
  }
  during.then(end, end)
  while (goesOn) {
    await nextTurn()
    turns++
  }
  return turns
}

test.each([
  ['full of nothing', ' \n', 500_000],
  ['whose rows are read', `email${','.repeat(499)}\n`, 2_000],
])(
  'US4: a large file %s lets others have their turn after every 16 KiB',
  async (_, line, count) => {
    const text = line.repeat(count)
    const reading = read(text)
    expect(await countTurns(reading)).toBeGreaterThanOrEqual(text.length / (16 * 1024))
    await reading
  },
)
