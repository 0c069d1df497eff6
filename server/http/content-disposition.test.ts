import { expect, test } from 'vitest'
import { contentDisposition } from './content-disposition.ts'

test.each([
  ['users.csv', `filename="users.csv"; filename*=UTF-8''users.csv`],
  ['Kõik.zip', `filename="K_ik.zip"; filename*=UTF-8''K%C3%B5ik.zip`],
  ['a"b%41.csv', `filename="a_b_41.csv"; filename*=UTF-8''a%22b%2541.csv`],
  ["it's (1)*.csv", `filename="it's (1)*.csv"; filename*=UTF-8''it%27s%20%281%29%2A.csv`],
  ['../../etc\\passwd', `filename=".._.._etc_passwd"; filename*=UTF-8''.._.._etc_passwd`],
  ['a\r\nSet-Cookie: x', `filename="a__Set-Cookie: x"; filename*=UTF-8''a__Set-Cookie%3A%20x`],
  ['\ud800', `filename="_"; filename*=UTF-8''%EF%BF%BD`],
  ['', `filename="download"; filename*=UTF-8''download`],
])('RFC 6266: %j is a name and nothing else', (name, expected) => {
  expect(contentDisposition(name)).toBe(`attachment; ${expected}`)
  // Node refuses what no header may hold.
  new Headers({ 'content-disposition': contentDisposition(name) })
})
