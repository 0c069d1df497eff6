import type { Language } from '#api/common.ts'
import type { Component, ComponentKind, Condition } from '#api/flows.ts'

type Text = Record<Language, string>

/** A component in every language; options are named by their place. */
export interface Draft
  extends Pick<Component, 'id' | 'kind'>,
    Partial<Pick<Component, 'required' | 'min' | 'max' | 'minimum' | 'maximum' | 'appearance'>> {
  title: Text
  help?: Text
  options?: readonly Text[]
  /** The option that is chosen to begin with. */
  preset?: number
  unit?: Text
  conditions?: readonly (Omit<Condition, 'options'> & { options: readonly number[] })[]
}

export interface DraftPage {
  title: Text
  components: readonly Draft[]
}

const t = (en: string, id: string): Text => ({ en, id })

type More = Partial<Omit<Draft, 'id' | 'kind' | 'title'>>
const field = (kind: ComponentKind, id: string, title: Text, more: More = {}): Draft => ({
  id,
  kind,
  title,
  ...more,
})

const must = { required: true } as const
const whether =
  (action: Condition['action']) =>
  (component: string, ...options: number[]) => ({ component, options, action })
const [showIf, hideIf, requireIf] = [whether('show'), whether('hide'), whether('require')]

/** One answer by a tap. */
const choice = (id: string, title: Text, options: readonly Text[], more: More = {}): Draft =>
  field('select', id, title, { required: true, max: 1, appearance: 'buttons', options, ...more })
const photos = (id: string, title: Text, more: More = {}): Draft =>
  field('photo', id, title, { required: true, min: 1, max: 5, ...more })
const count = (id: string, title: Text, more: More = {}): Draft =>
  field('number', id, title, { minimum: 0, maximum: 100_000, ...more })
const amount = (id: string, title: Text, more: More = {}): Draft =>
  field('currency', id, title, { minimum: 0, ...more })

const location = field('coordinate', 'location', t('Location on the map', 'Lokasi di peta'))
const notes = field('long_text', 'notes', t('Notes', 'Catatan'))
const yes = t('Yes', 'Ya')
const states = [
  t('Good', 'Baik'),
  t('Worn', 'Mulai aus'),
  t('Needs repair', 'Perlu diperbaiki'),
] as const
const kg = t('kg', 'kg')

/** The pages of the six ready-made flows (FL1). The first is filled in at the desk, the others in the field. */
export const defaultPages = {
  pickup: [
    {
      title: t('Pickup order', 'Pesanan penjemputan'),
      components: [
        field('text', 'order_number', t('Order number', 'Nomor pesanan'), must),
        field('text', 'sender_name', t('Sender', 'Pengirim'), must),
        field('phone', 'sender_phone', t('Sender’s phone', 'Telepon pengirim'), must),
        field('address', 'address', t('Pickup address', 'Alamat penjemputan'), must),
        location,
        field('date_time', 'ready_at', t('Ready from', 'Siap mulai')),
        count('parcels', t('Number of parcels', 'Jumlah paket'), { ...must, minimum: 1 }),
        field('long_text', 'instructions', t('Instructions', 'Petunjuk')),
      ],
    },
    {
      title: t('At the sender', 'Di tempat pengirim'),
      components: [
        choice('result', t('Result', 'Hasil'), [
          t('Everything picked up', 'Semua dijemput'),
          t('Picked up in part', 'Sebagian dijemput'),
          t('Could not pick up', 'Tidak bisa dijemput'),
        ]),
        choice(
          'reason',
          t('Why not?', 'Mengapa tidak?'),
          [
            t('Nobody there', 'Tidak ada orang'),
            t('Not ready yet', 'Belum siap'),
            t('Refused', 'Ditolak'),
            t('Address not found', 'Alamat tidak ditemukan'),
          ],
          { conditions: [showIf('result', 2)] },
        ),
        count('parcels_received', t('Parcels received', 'Paket diterima'), {
          ...must,
          minimum: 1,
          conditions: [showIf('result', 0, 1)],
        }),
        count('weight', t('Total weight', 'Berat total'), {
          unit: kg,
          conditions: [showIf('result', 0, 1)],
        }),
        choice(
          'condition',
          t('Condition of the parcels', 'Kondisi paket'),
          [t('Good', 'Baik'), t('Packaging damaged', 'Kemasan rusak')],
          { conditions: [showIf('result', 0, 1)] },
        ),
        field('long_text', 'damage', t('What is damaged?', 'Apa yang rusak?'), {
          ...must,
          conditions: [showIf('condition', 1)],
        }),
        photos('parcel_photos', t('Photos of the parcels', 'Foto paket'), {
          conditions: [showIf('result', 0, 1)],
        }),
      ],
    },
    {
      title: t('Handing over', 'Serah terima'),
      components: [
        field('text', 'handed_over_by', t('Handed over by', 'Diserahkan oleh'), {
          ...must,
          conditions: [showIf('result', 0, 1)],
        }),
        field('signature', 'sender_signature', t('Sender’s signature', 'Tanda tangan pengirim'), {
          ...must,
          conditions: [showIf('result', 0, 1)],
        }),
        notes,
      ],
    },
  ],
  delivery: [
    {
      title: t('Delivery order', 'Pesanan pengantaran'),
      components: [
        field('text', 'order_number', t('Order number', 'Nomor pesanan'), must),
        field('text', 'recipient_name', t('Recipient', 'Penerima'), must),
        field('phone', 'recipient_phone', t('Recipient’s phone', 'Telepon penerima'), must),
        field('address', 'address', t('Delivery address', 'Alamat pengantaran'), must),
        location,
        count('parcels', t('Number of parcels', 'Jumlah paket'), { ...must, minimum: 1 }),
        choice(
          'payment',
          t('Payment', 'Pembayaran'),
          [t('Paid already', 'Sudah dibayar'), t('Cash on delivery', 'Bayar di tempat')],
          { preset: 0 },
        ),
        amount('cash_due', t('Cash to collect', 'Tagihan tunai'), {
          ...must,
          conditions: [showIf('payment', 1)],
        }),
        field('long_text', 'instructions', t('Instructions', 'Petunjuk')),
      ],
    },
    {
      title: t('At the door', 'Di depan pintu'),
      components: [
        choice('result', t('Result', 'Hasil'), [
          t('Delivered to the recipient', 'Diterima penerima'),
          t('Left with a neighbour', 'Dititipkan ke tetangga'),
          t('Could not deliver', 'Tidak bisa diantar'),
        ]),
        choice(
          'reason',
          t('Why not?', 'Mengapa tidak?'),
          [
            t('Nobody there', 'Tidak ada orang'),
            t('Another day was asked for', 'Minta hari lain'),
            t('Refused', 'Ditolak'),
            t('Address not found', 'Alamat tidak ditemukan'),
          ],
          { conditions: [showIf('result', 2)] },
        ),
        field('date', 'next_attempt', t('Try again on', 'Antar lagi tanggal'), {
          conditions: [showIf('reason', 0, 1), requireIf('reason', 1)],
        }),
        field('text', 'neighbour', t('Neighbour’s name and door', 'Nama dan rumah tetangga'), {
          ...must,
          conditions: [showIf('result', 1)],
        }),
        amount('cash_received', t('Cash received', 'Uang tunai diterima'), {
          ...must,
          conditions: [showIf('payment', 1), hideIf('result', 2)],
        }),
        photos('proof_photos', t('Proof of delivery', 'Bukti pengantaran'), {
          required: false,
          max: 3,
          help: t(
            'The parcels where they are now; of a closed door too, if nobody was there',
            'Paket di tempatnya sekarang; juga pintu yang tertutup bila tidak ada orang',
          ),
          conditions: [requireIf('result', 0, 1)],
        }),
      ],
    },
    {
      title: t('Signature', 'Tanda tangan'),
      components: [
        field('text', 'received_by', t('Received by', 'Diterima oleh'), {
          ...must,
          conditions: [showIf('result', 0)],
        }),
        field(
          'signature',
          'recipient_signature',
          t('Recipient’s signature', 'Tanda tangan penerima'),
          { ...must, conditions: [showIf('result', 0)] },
        ),
        notes,
      ],
    },
  ],
  field_sales: [
    {
      title: t('Visit plan', 'Rencana kunjungan'),
      components: [
        field('text', 'outlet_name', t('Outlet', 'Toko'), must),
        field('text', 'contact_name', t('Contact person', 'Narahubung')),
        field('phone', 'contact_phone', t('Phone number', 'Nomor telepon')),
        field('address', 'address', t('Address', 'Alamat'), must),
        location,
        choice(
          'goals',
          t('Goals of this visit', 'Tujuan kunjungan'),
          [
            t('Take an order', 'Mengambil pesanan'),
            t('Present a product', 'Mengenalkan produk'),
            t('Collect a payment', 'Menagih pembayaran'),
            t('Check the display', 'Memeriksa pajangan'),
          ],
          { min: 1, max: 4, appearance: 'checkboxes' },
        ),
      ],
    },
    {
      title: t('Check-in', 'Kedatangan'),
      components: [
        field('coordinate', 'checked_in_at', t('Where you are', 'Lokasi Anda'), must),
        choice('met', t('Whom did you meet?', 'Siapa yang Anda temui?'), [
          t('The contact person', 'Narahubung'),
          t('Somebody else', 'Orang lain'),
          t('Nobody: the outlet was closed', 'Tidak ada: toko tutup'),
        ]),
        field('text', 'met_name', t('Name and position', 'Nama dan jabatan'), {
          ...must,
          conditions: [showIf('met', 1)],
        }),
        photos('shelf_photos', t('Photos of the shelf', 'Foto rak'), {
          required: false,
          conditions: [requireIf('goals', 3), hideIf('met', 2)],
        }),
        field('list', 'competitors', t('Competing products seen', 'Produk pesaing yang terlihat'), {
          conditions: [hideIf('met', 2)],
        }),
      ],
    },
    {
      title: t('Order', 'Pesanan'),
      components: [
        choice(
          'ordered',
          t('Did they order?', 'Apakah mereka memesan?'),
          [yes, t('Not today', 'Tidak hari ini')],
          { conditions: [hideIf('met', 2)] },
        ),
        field('list', 'items', t('Items ordered', 'Barang yang dipesan'), {
          ...must,
          help: t(
            'One line for each item, with its quantity',
            'Satu baris per barang, beserta jumlahnya',
          ),
          conditions: [showIf('ordered', 0)],
        }),
        amount('order_value', t('Order value', 'Nilai pesanan'), {
          ...must,
          conditions: [showIf('ordered', 0)],
        }),
        choice(
          'no_order_reason',
          t('Why not?', 'Mengapa tidak?'),
          [
            t('Has enough in stock', 'Stok masih cukup'),
            t('Too expensive', 'Terlalu mahal'),
            t('Buys elsewhere', 'Membeli di tempat lain'),
            t('Whoever decides was away', 'Pengambil keputusan tidak ada'),
            t('Something else', 'Alasan lain'),
          ],
          { appearance: 'dropdown', conditions: [showIf('ordered', 1)] },
        ),
        amount('payment_collected', t('Payment collected', 'Pembayaran diterima'), {
          ...must,
          help: t('0 if there was none', '0 bila tidak ada'),
          conditions: [showIf('goals', 2), hideIf('met', 2)],
        }),
        field('date', 'next_visit', t('Next visit', 'Kunjungan berikutnya'), {
          conditions: [requireIf('met', 2)],
        }),
        field('signature', 'buyer_signature', t('Buyer’s signature', 'Tanda tangan pembeli'), {
          ...must,
          conditions: [showIf('ordered', 0)],
        }),
        notes,
      ],
    },
  ],
  field_canvassing: [
    {
      title: t('Area', 'Wilayah'),
      components: [
        field('text', 'area_name', t('Area', 'Wilayah'), must),
        field('address', 'start_address', t('Where to start', 'Titik mulai'), must),
        location,
        count('doors_planned', t('Doors to visit', 'Jumlah pintu yang dituju'), {
          ...must,
          minimum: 1,
        }),
        field('long_text', 'pitch', t('What to say', 'Yang disampaikan')),
      ],
    },
    {
      title: t('The round', 'Putaran'),
      components: [
        field('coordinate', 'started_at', t('Where you began', 'Tempat Anda mulai'), must),
        count('doors_visited', t('Doors visited', 'Pintu yang dikunjungi'), must),
        count('doors_opened', t('Doors that opened', 'Pintu yang dibuka'), must),
        choice('covered', t('Was the whole area covered?', 'Apakah seluruh wilayah selesai?'), [
          yes,
          t('Only a part', 'Hanya sebagian'),
        ]),
        choice(
          'reason',
          t('Why only a part?', 'Mengapa hanya sebagian?'),
          [
            t('Time ran out', 'Kehabisan waktu'),
            t('Bad weather', 'Cuaca buruk'),
            t('No entry', 'Tidak boleh masuk'),
            t('Something else', 'Alasan lain'),
          ],
          { conditions: [showIf('covered', 1)] },
        ),
        field('text', 'continue_at', t('Where to go on', 'Tempat melanjutkan'), {
          conditions: [showIf('covered', 1)],
        }),
      ],
    },
    {
      title: t('Outcome', 'Hasil'),
      components: [
        choice('interest', t('Was anybody interested?', 'Apakah ada yang tertarik?'), [
          yes,
          t('Nobody', 'Tidak ada'),
        ]),
        count('leads', t('Leads won', 'Calon pelanggan didapat'), {
          ...must,
          minimum: 1,
          conditions: [showIf('interest', 0)],
        }),
        field('list', 'contacts', t('Who wants to hear more', 'Yang ingin dihubungi lagi'), {
          help: t(
            'One line for each, with a phone number, and only of people who agreed',
            'Satu baris per orang dengan nomor telepon, hanya bila ia setuju',
          ),
          conditions: [showIf('interest', 0)],
        }),
        field('long_text', 'questions', t('Questions and remarks', 'Pertanyaan dan tanggapan')),
        photos('area_photos', t('Photos of the area', 'Foto wilayah'), { required: false, max: 3 }),
      ],
    },
  ],
  home_cleaning: [
    {
      title: t('Booking', 'Pemesanan'),
      components: [
        field('text', 'customer_name', t('Customer name', 'Nama pelanggan'), must),
        field('phone', 'customer_phone', t('Phone number', 'Nomor telepon'), must),
        field('address', 'address', t('Address', 'Alamat'), must),
        location,
        choice(
          'rooms',
          t('Rooms', 'Ruangan'),
          [
            t('Living room', 'Ruang tamu'),
            t('Bedrooms', 'Kamar tidur'),
            t('Kitchen', 'Dapur'),
            t('Bathrooms', 'Kamar mandi'),
            t('Terrace', 'Teras'),
            t('Windows', 'Jendela'),
          ],
          { min: 1, max: 6, appearance: 'checkboxes' },
        ),
        field('number', 'hours', t('Time booked', 'Lama pemesanan'), {
          ...must,
          minimum: 1,
          maximum: 24,
          unit: t('hours', 'jam'),
        }),
        choice(
          'access',
          t('How do we get in?', 'Bagaimana cara masuk?'),
          [
            t('Somebody is at home', 'Ada orang di rumah'),
            t('With a key', 'Dengan kunci'),
            t('By the caretaker', 'Melalui penjaga'),
          ],
          { preset: 0 },
        ),
        field('text', 'key_place', t('Where the key is', 'Tempat kunci'), {
          ...must,
          conditions: [showIf('access', 1)],
        }),
        field('long_text', 'wishes', t('Special wishes', 'Permintaan khusus')),
      ],
    },
    {
      title: t('Before', 'Sebelum'),
      components: [
        field('time', 'started_at', t('Started at', 'Mulai pukul'), must),
        photos('before_photos', t('Photos before cleaning', 'Foto sebelum dibersihkan')),
        choice('damage', t('Is anything damaged already?', 'Apakah ada yang sudah rusak?'), [
          t('Nothing', 'Tidak ada'),
          yes,
        ]),
        field('long_text', 'damage_found', t('What is damaged?', 'Apa yang rusak?'), {
          ...must,
          conditions: [showIf('damage', 1)],
        }),
        photos('damage_photos', t('Photos of the damage', 'Foto kerusakan'), {
          conditions: [showIf('damage', 1)],
        }),
      ],
    },
    {
      title: t('After', 'Sesudah'),
      components: [
        field('time', 'finished_at', t('Finished at', 'Selesai pukul'), must),
        choice('complete', t('Was everything done?', 'Apakah semua selesai?'), [
          yes,
          t('Not everything', 'Belum semua'),
        ]),
        field(
          'long_text',
          'left_undone',
          t('What is left, and why?', 'Apa yang tersisa, mengapa?'),
          {
            ...must,
            conditions: [showIf('complete', 1)],
          },
        ),
        photos('after_photos', t('Photos after cleaning', 'Foto sesudah dibersihkan')),
        field('list', 'supplies_used', t('Supplies used', 'Perlengkapan yang dipakai')),
        choice(
          'satisfaction',
          t('Is the customer satisfied?', 'Apakah pelanggan puas?'),
          [yes, t('Partly', 'Sebagian'), t('No', 'Tidak')],
          { required: false, conditions: [showIf('access', 0)] },
        ),
        field('long_text', 'complaint', t('What should be better?', 'Apa yang perlu lebih baik?'), {
          ...must,
          conditions: [showIf('satisfaction', 1, 2)],
        }),
        field(
          'signature',
          'customer_signature',
          t('Customer’s signature', 'Tanda tangan pelanggan'),
          { ...must, conditions: [showIf('access', 0)] },
        ),
      ],
    },
  ],
  house_inspection: [
    {
      title: t('Property', 'Properti'),
      components: [
        field('text', 'property_code', t('Property code', 'Kode properti'), must),
        field('address', 'address', t('Address', 'Alamat'), must),
        location,
        field('text', 'owner_name', t('Owner', 'Pemilik'), must),
        field('phone', 'owner_phone', t('Owner’s phone', 'Telepon pemilik')),
        choice('inspection_kind', t('Kind of inspection', 'Jenis inspeksi'), [
          t('Before moving in', 'Sebelum masuk'),
          t('Routine', 'Berkala'),
          t('Before moving out', 'Sebelum keluar'),
        ]),
        field('text', 'tenant_name', t('Tenant', 'Penyewa'), {
          conditions: [requireIf('inspection_kind', 0, 2)],
        }),
      ],
    },
    {
      title: t('Outside', 'Bagian luar'),
      components: [
        choice('roof', t('Roof', 'Atap'), states),
        choice('walls', t('Walls', 'Dinding'), states),
        choice('garden', t('Garden and fence', 'Taman dan pagar'), states, { required: false }),
        field('list', 'outside_defects', t('What must be repaired', 'Yang perlu diperbaiki'), {
          ...must,
          help: t('One line for each', 'Satu baris untuk masing-masing'),
          conditions: [showIf('roof', 2), showIf('walls', 2), showIf('garden', 2)],
        }),
        photos('outside_photos', t('Photos outside', 'Foto bagian luar'), { max: 10 }),
      ],
    },
    {
      title: t('Inside', 'Bagian dalam'),
      components: [
        choice('electricity', t('Electricity', 'Listrik'), states),
        choice('water', t('Water and drains', 'Air dan saluran'), states),
        choice('rooms', t('Walls, floors and windows', 'Dinding, lantai, dan jendela'), states),
        field('list', 'inside_defects', t('What must be repaired', 'Yang perlu diperbaiki'), {
          ...must,
          help: t('One line for each', 'Satu baris untuk masing-masing'),
          conditions: [showIf('electricity', 2), showIf('water', 2), showIf('rooms', 2)],
        }),
        field('number', 'meter_electricity', t('Electricity meter', 'Meter listrik'), {
          minimum: 0,
          unit: t('kWh', 'kWh'),
          conditions: [requireIf('inspection_kind', 0, 2)],
        }),
        field('number', 'meter_water', t('Water meter', 'Meter air'), {
          minimum: 0,
          unit: t('m³', 'm³'),
          conditions: [requireIf('inspection_kind', 0, 2)],
        }),
        count('keys', t('Keys handed over', 'Kunci yang diserahkan'), {
          ...must,
          conditions: [showIf('inspection_kind', 0, 2)],
        }),
        photos('inside_photos', t('Photos inside', 'Foto bagian dalam'), { max: 20 }),
      ],
    },
    {
      title: t('Conclusion', 'Kesimpulan'),
      components: [
        choice('verdict', t('Verdict', 'Penilaian'), [
          t('In good order', 'Dalam kondisi baik'),
          t('Repairs needed', 'Perlu perbaikan'),
          t('Not fit to live in', 'Tidak layak huni'),
        ]),
        field('long_text', 'summary', t('Summary', 'Ringkasan'), must),
        amount('repair_estimate', t('Estimated cost of repairs', 'Perkiraan biaya perbaikan'), {
          conditions: [showIf('verdict', 1, 2), requireIf('verdict', 1)],
        }),
        field('date', 'repair_until', t('To be repaired by', 'Diperbaiki paling lambat'), {
          conditions: [showIf('verdict', 1, 2)],
        }),
        field(
          'signature',
          'inspector_signature',
          t('Inspector’s signature', 'Tanda tangan pemeriksa'),
          must,
        ),
        field('signature', 'owner_signature', t('Owner’s signature', 'Tanda tangan pemilik')),
        field('signature', 'tenant_signature', t('Tenant’s signature', 'Tanda tangan penyewa'), {
          ...must,
          conditions: [showIf('inspection_kind', 0, 2)],
        }),
      ],
    },
  ],
} satisfies Record<string, readonly DraftPage[]>
