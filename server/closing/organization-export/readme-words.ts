import type { Language } from '#api/common.ts'
import type { PlainKind } from '#server/platform/rows-export.ts'

/** What README.md of an archive says besides the declarations of the exports. */
export interface ReadmeWords {
  of(name: string, at: string, slug: string): string
  once: string
  reading: string
  formats(timeZone: string): readonly string[]
  files: string
  field: string
  value: string
  orNull: string
  leftOut(what: string): string
  users: string
  usersMore: string
  attachments: string
  manifest: string
  absent: string
  always: readonly string[]
  kinds: Readonly<Record<PlainKind, string>>
  in(file: string): string
  onceIn(file: string): string
  allIn(file: string): string
}

export const readmeWords: Readonly<Record<Language, ReadmeWords>> = {
  en: {
    of: (name, at, slug) =>
      `Everything that Foyer kept of ${name} (\`${slug}\`) on ${at}, for you to keep, read and take elsewhere.`,
    once: 'All rows are of one moment: nothing that changed while the archive was written is in it half. Only the pictures in `attachments` were each read when their turn came.',
    reading: 'How to read it',
    formats: (timeZone) => [
      '`….jsonl` is JSON Lines: UTF-8, one JSON object a line, one line a row. Fields are called as in the API.',
      '`users.csv` is for spreadsheets: UTF-8 with a byte order mark, commas, all text in quotes, the first line names the columns. A text that a spreadsheet would take for a formula has an apostrophe before it.',
      `Times are moments in UTC, by ISO 8601: \`2026-11-22T02:18:30.444+00:00\`. Days (\`2026-11-22\`) are days of your calendar, whose time zone is ${timeZone} (\`timeZone\` in organizations.jsonl).`,
      'Coordinates are degrees of WGS 84: latitude from -90 (south) to 90, longitude from -180 (west) to 180.',
      'Ids are UUIDs (version 7 mostly, which sort by when they were made) and lead from file to file.',
      'An empty text says that nothing was entered; `null` that there is no such thing.',
    ],
    files: 'What each file holds',
    field: 'field',
    value: 'value',
    orNull: 'or null',
    leftOut: (what) => `Left out: ${what}.`,
    users:
      'The user table as people read it: role and hubs by name (hubs with semicolons in between).',
    usersMore:
      'Behind these stands a column for each field of your own, but those that nobody may see; options by their words.',
    attachments:
      'Photos and signatures of tasks, decrypted, as WebP; attachments.jsonl says of which task.',
    manifest:
      'Which organization, when, how many rows each file has (`files`), and which pictures could not be read (`attachmentsMissing`, the first 1,000). `format` is 1: a program that reads this may rely on it.',
    absent: 'What is not here, and why',
    always: [
      'Passwords, authenticators, sign-ins and sessions: they belong to the person, not to an organization.',
      'Anything of other organizations, and who is in one.',
    ],
    kinds: {
      id: 'id',
      text: 'text',
      texts: 'list of texts',
      name: 'name, as the API has it',
      names: 'list of names, as the API has them',
      'e-mail': 'e-mail address',
      time: 'time, UTC',
      day: 'day',
      'time zone': 'time zone (IANA)',
      language: 'language (`en`, `id`)',
      country: 'country (ISO 3166-1, two letters)',
      currency: 'currency (ISO 4217)',
      'yes or no': 'true or false',
      'whole number': 'whole number',
      seconds: 'seconds',
      days: 'days, a number',
      bytes: 'bytes',
      pixels: 'pixels',
      degrees: 'degrees',
      address: 'IP address',
      hex: 'hexadecimal',
      base64: 'base64 of the content',
      json: 'JSON, as the API has it',
    },
    in: (file) => `id, in ${file}`,
    onceIn: (file) => `id, in ${file} unless it is gone`,
    allIn: (file) => `list of ids, in ${file}`,
  },
  id: {
    of: (name, at, slug) =>
      `Semua yang disimpan Foyer tentang ${name} (\`${slug}\`) pada ${at}, untuk Anda simpan, baca, dan bawa ke tempat lain.`,
    once: 'Semua baris berasal dari satu saat: yang berubah selama arsip ditulis tidak ada setengahnya di sini. Hanya gambar di `attachments` yang masing-masing dibaca pada gilirannya.',
    reading: 'Cara membacanya',
    formats: (timeZone) => [
      '`….jsonl` adalah JSON Lines: UTF-8, satu objek JSON per baris, satu baris per data. Nama isian sama seperti di API.',
      '`users.csv` untuk lembar kerja: UTF-8 dengan tanda urutan byte, koma, semua teks dalam tanda kutip, baris pertama menamai kolom. Teks yang akan dianggap rumus oleh lembar kerja diawali apostrof.',
      `Waktu adalah saat dalam UTC, menurut ISO 8601: \`2026-11-22T02:18:30.444+00:00\`. Hari (\`2026-11-22\`) adalah hari dalam kalender Anda, yang zona waktunya ${timeZone} (\`timeZone\` di organizations.jsonl).`,
      'Koordinat adalah derajat WGS 84: lintang dari -90 (selatan) sampai 90, bujur dari -180 (barat) sampai 180.',
      'Id adalah UUID (kebanyakan versi 7, yang urut menurut waktu pembuatannya) dan menghubungkan berkas dengan berkas.',
      'Teks kosong berarti tidak ada yang diisikan; `null` berarti hal itu tidak ada.',
    ],
    files: 'Isi setiap berkas',
    field: 'isian',
    value: 'nilai',
    orNull: 'atau null',
    leftOut: (what) => `Tidak disertakan: ${what}.`,
    users:
      'Tabel pengguna sebagaimana dibaca orang: peran dan hub menurut nama (hub dipisah titik koma).',
    usersMore:
      'Setelahnya ada satu kolom untuk setiap isian milik Anda, selain yang tidak boleh dilihat siapa pun; pilihan ditulis dengan kata-katanya.',
    attachments:
      'Foto dan tanda tangan tugas, tanpa enkripsi, sebagai WebP; attachments.jsonl menyebut milik tugas mana.',
    manifest:
      'Organisasi mana, kapan, berapa baris dalam setiap berkas (`files`), dan gambar mana yang tidak dapat dibaca (`attachmentsMissing`, 1.000 yang pertama). `format` adalah 1: program yang membaca arsip ini boleh mengandalkannya.',
    absent: 'Yang tidak ada di sini, dan alasannya',
    always: [
      'Kata sandi, autentikator, riwayat masuk, dan sesi: itu milik orangnya, bukan milik organisasi.',
      'Apa pun dari organisasi lain, dan siapa yang ada di dalamnya.',
    ],
    kinds: {
      id: 'id',
      text: 'teks',
      texts: 'daftar teks',
      name: 'nama, seperti di API',
      names: 'daftar nama, seperti di API',
      'e-mail': 'alamat e-mail',
      time: 'waktu, UTC',
      day: 'hari',
      'time zone': 'zona waktu (IANA)',
      language: 'bahasa (`en`, `id`)',
      country: 'negara (ISO 3166-1, dua huruf)',
      currency: 'mata uang (ISO 4217)',
      'yes or no': 'true atau false',
      'whole number': 'bilangan bulat',
      seconds: 'detik',
      days: 'jumlah hari',
      bytes: 'byte',
      pixels: 'piksel',
      degrees: 'derajat',
      address: 'alamat IP',
      hex: 'heksadesimal',
      base64: 'base64 dari isinya',
      json: 'JSON, seperti di API',
    },
    in: (file) => `id, di ${file}`,
    onceIn: (file) => `id, di ${file} kecuali sudah tidak ada`,
    allIn: (file) => `daftar id, di ${file}`,
  },
}
