import type { Language } from '#api/common.ts'
import type { FlowTemplate } from '#server/flows/default-flows.ts'

type Text = Record<Language, string>
interface Sample {
  template: FlowTemplate
  title: Text
  status: 'unassigned' | 'ongoing' | 'done'
  /** Days from now. */
  startsIn: number
  endsIn: number
  values: Record<string, string | number | Text | readonly Text[]>
}

const t = (en: string, id: string): Text => ({ en, id })
const sample = (
  template: FlowTemplate,
  status: Sample['status'],
  [startsIn, endsIn]: [number, number],
  title: Text,
  values: Sample['values'],
): Sample => ({ template, status, startsIn, endsIn, title, values })

/** Two of each default flow, in every status, all ending in the coming weeks. */
const samples: readonly Sample[] = [
  sample(
    'pickup',
    'unassigned',
    [1, 2],
    t('Pick up 6 parcels at Toko Melati', 'Jemput 6 paket di Toko Melati'),
    {
      order_number: 'PU-1042',
      sender_name: 'Toko Melati',
      sender_phone: '+62 21 5550 1042',
      address: 'Jl. Melati 12',
      parcels: 6,
    },
  ),
  sample(
    'delivery',
    'ongoing',
    [0, 3],
    t('Deliver a refrigerator to Rina Hartono', 'Antar kulkas ke Rina Hartono'),
    {
      order_number: 'DL-2210',
      recipient_name: 'Rina Hartono',
      recipient_phone: '+62 812 5550 2210',
      address: 'Jl. Kenanga 8',
      parcels: 1,
      payment: t('Paid already', 'Sudah dibayar'),
      instructions: t('Two people are needed for the stairs.', 'Perlu dua orang untuk tangga.'),
    },
  ),
  sample('field_sales', 'done', [-2, 6], t('Visit Warung Sederhana', 'Kunjungi Warung Sederhana'), {
    outlet_name: 'Warung Sederhana',
    contact_name: 'Bu Sari',
    address: 'Jl. Pasar Baru 3',
    goals: [t('Take an order', 'Mengambil pesanan')],
    checked_in_at: '-6.1768, 106.8271',
    met: t('The contact person', 'Narahubung'),
    ordered: t('Yes', 'Ya'),
    items: [
      t('Coffee 200 g, 24 bags', 'Kopi 200 g, 24 bungkus'),
      t('Tea, 12 boxes', 'Teh, 12 kotak'),
    ],
    order_value: 1_250_000,
  }),
  sample(
    'field_canvassing',
    'unassigned',
    [3, 7],
    t('Canvass the streets around the park', 'Kanvas jalan sekitar taman'),
    {
      area_name: t('Around the park', 'Sekitar taman'),
      start_address: 'Jl. Taman 1',
      doors_planned: 40,
    },
  ),
  sample(
    'home_cleaning',
    'ongoing',
    [0, 5],
    t('Clean the house of the Wijaya family', 'Bersihkan rumah keluarga Wijaya'),
    {
      customer_name: 'Dewi Wijaya',
      customer_phone: '+62 813 5550 3371',
      address: 'Jl. Anggrek 21',
      hours: 4,
      access: t('Somebody is at home', 'Ada orang di rumah'),
      rooms: [t('Living room', 'Ruang tamu'), t('Kitchen', 'Dapur'), t('Bathrooms', 'Kamar mandi')],
    },
  ),
  sample(
    'house_inspection',
    'unassigned',
    [5, 9],
    t('Inspect the apartment before moving in', 'Periksa apartemen sebelum masuk'),
    {
      property_code: 'APT-17B',
      address: 'Jl. Sudirman 45, 17B',
      owner_name: 'Hendra Gunawan',
      inspection_kind: t('Before moving in', 'Sebelum masuk'),
      tenant_name: 'Yuni Astuti',
    },
  ),
  sample(
    'pickup',
    'done',
    [-3, 4],
    t('Pick up returns at Butik Nusantara', 'Jemput retur di Butik Nusantara'),
    {
      order_number: 'PU-1038',
      sender_name: 'Butik Nusantara',
      sender_phone: '+62 21 5550 1038',
      address: 'Jl. Cempaka 5',
      parcels: 2,
      result: t('Everything picked up', 'Semua dijemput'),
      parcels_received: 2,
      condition: t('Good', 'Baik'),
      handed_over_by: 'Lia',
    },
  ),
  sample(
    'delivery',
    'unassigned',
    [2, 4],
    t('Deliver 3 parcels to Kantor Pos Lama', 'Antar 3 paket ke Kantor Pos Lama'),
    {
      order_number: 'DL-2231',
      recipient_name: 'Agus Salim',
      recipient_phone: '+62 811 5550 2231',
      address: 'Jl. Pos 2',
      parcels: 3,
      payment: t('Cash on delivery', 'Bayar di tempat'),
      cash_due: 275_000,
    },
  ),
  sample(
    'field_sales',
    'unassigned',
    [7, 10],
    t('Present the new range at Toko Abadi', 'Kenalkan produk baru di Toko Abadi'),
    {
      outlet_name: 'Toko Abadi',
      contact_name: 'Pak Joko',
      address: 'Jl. Merdeka 77',
      goals: [t('Present a product', 'Mengenalkan produk')],
    },
  ),
  sample(
    'field_canvassing',
    'ongoing',
    [0, 8],
    t('Canvass the new apartment towers', 'Kanvas menara apartemen baru'),
    {
      area_name: t('New apartment towers', 'Menara apartemen baru'),
      start_address: 'Jl. Menara 9',
      doors_planned: 120,
    },
  ),
  sample(
    'home_cleaning',
    'unassigned',
    [9, 14],
    t('Deep cleaning after a renovation', 'Bersih total setelah renovasi'),
    {
      customer_name: 'Bambang Prasetyo',
      customer_phone: '+62 815 5550 4410',
      address: 'Jl. Mawar 30',
      hours: 8,
      access: t('By the caretaker', 'Melalui penjaga'),
      rooms: [
        t('Living room', 'Ruang tamu'),
        t('Bedrooms', 'Kamar tidur'),
        t('Windows', 'Jendela'),
      ],
    },
  ),
  sample(
    'house_inspection',
    'done',
    [-1, 12],
    t('Routine inspection of a terraced house', 'Inspeksi berkala rumah deret'),
    {
      property_code: 'RH-204',
      address: 'Jl. Flamboyan 4',
      owner_name: 'Siti Rahma',
      inspection_kind: t('Routine', 'Berkala'),
      roof: t('Worn', 'Mulai aus'),
      walls: t('Good', 'Baik'),
      garden: t('Good', 'Baik'),
      electricity: t('Good', 'Baik'),
      water: t('Good', 'Baik'),
      rooms: t('Good', 'Baik'),
      verdict: t('In good order', 'Dalam kondisi baik'),
      summary: t('In good condition; one gutter is loose.', 'Kondisi baik; satu talang longgar.'),
    },
  ),
]

const mark: Text = t('Sample', 'Contoh')

/** The sample tasks in a language, numbered; those that are done have all answers but photos and signatures. */
export const sampleTasks = (language: Language) =>
  samples.map(({ title, values, ...sample }, index) => ({
    ...sample,
    n: index + 1,
    title: `${title[language]} (${mark[language]} ${index + 1})`,
    values: Object.fromEntries(
      Object.entries(values).map(([id, value]) => [id, inLanguage(value, language)]),
    ),
  }))

const inLanguage = (value: Sample['values'][string], language: Language) => {
  if (typeof value !== 'object') return value
  return 'en' in value ? value[language] : value.map((option) => option[language])
}
