import type { Language } from '#api/common.ts'
import type { Component, ComponentKind, FlowPage } from '#api/flows.ts'

/** A flow that every new organization starts with. */
export interface DefaultFlow {
  template: FlowTemplate
  /** The same in every language: what the flow is called is part of the product. */
  name: string
  pages: FlowPage[]
}

const flowTemplates = [
  'pickup',
  'delivery',
  'field_sales',
  'field_canvassing',
  'home_cleaning',
  'house_inspection',
] as const
export type FlowTemplate = (typeof flowTemplates)[number]

export const flowNames: Record<FlowTemplate, string> = {
  pickup: 'Pickup',
  delivery: 'Delivery',
  field_sales: 'Field Sales',
  field_canvassing: 'Field Canvassing',
  home_cleaning: 'Home Cleaning',
  house_inspection: 'House Inspection',
}

/** The six in the language of an organization: the first page is filled in at the desk, the others on the way (FL1). */
export const defaultFlows = (language: Language): DefaultFlow[] =>
  flowTemplates.map((template) => ({
    template,
    name: flowNames[template],
    pages: pages[template].map(({ title, components }) => ({
      title: title[language],
      components: components.map(({ title: text, help, options, ...rest }) => ({
        ...rest,
        title: text[language],
        help: help?.[language] ?? '',
        conditions: [],
        ...(options && { options: options.map((option) => option[language]) }),
      })),
    })),
  }))

type Text = Record<Language, string>
interface Draft extends Pick<Component, 'id' | 'kind' | 'required' | 'visible' | 'min' | 'max'> {
  title: Text
  help?: Text
  options?: Text[]
}
interface DraftPage {
  title: Text
  components: Draft[]
}

const t = (en: string, id: string): Text => ({ en, id })

type More = Partial<Omit<Draft, 'id' | 'kind' | 'title'>>
const field = (
  kind: ComponentKind,
  id: string,
  en: string,
  inIndonesian: string,
  more: More = {},
): Draft => ({
  id,
  kind,
  title: t(en, inIndonesian),
  required: false,
  visible: true,
  ...more,
})
const must = { required: true } as const

const customer: Draft[] = [
  field('text', 'customer_name', 'Customer name', 'Nama pelanggan', must),
  field('phone', 'customer_phone', 'Phone number', 'Nomor telepon', must),
  field('address', 'address', 'Address', 'Alamat', must),
  field('coordinate', 'location', 'Location on the map', 'Lokasi di peta'),
]
const signature = (id: string, en: string, inIndonesian: string) =>
  field('signature', id, en, inIndonesian, must)
const photos = (id: string, en: string, inIndonesian: string, max = 5) =>
  field('photo', id, en, inIndonesian, { required: true, min: 1, max })

const pages: Record<FlowTemplate, DraftPage[]> = {
  pickup: [
    {
      title: t('Pickup order', 'Pesanan penjemputan'),
      components: [
        field('text', 'order_number', 'Order number', 'Nomor pesanan', must),
        field('text', 'sender_name', 'Sender', 'Pengirim', must),
        field('phone', 'sender_phone', 'Sender’s phone', 'Telepon pengirim', must),
        field('address', 'address', 'Pickup address', 'Alamat penjemputan', must),
        field('coordinate', 'location', 'Location on the map', 'Lokasi di peta'),
        field('date_time', 'ready_at', 'Ready from', 'Siap mulai'),
        field('number', 'parcels', 'Number of parcels', 'Jumlah paket', must),
        field('long_text', 'instructions', 'Instructions', 'Petunjuk'),
      ],
    },
    {
      title: t('At the sender', 'Di tempat pengirim'),
      components: [
        field('number', 'parcels_received', 'Parcels received', 'Paket diterima', must),
        field('number', 'weight', 'Total weight (kg)', 'Berat total (kg)'),
        field('select', 'condition', 'Condition of the parcels', 'Kondisi paket', {
          required: true,
          min: 1,
          max: 1,
          options: [
            t('Good', 'Baik'),
            t('Packaging damaged', 'Kemasan rusak'),
            t('Not ready', 'Belum siap'),
            t('Refused', 'Ditolak'),
          ],
        }),
        photos('parcel_photos', 'Photos of the parcels', 'Foto paket'),
      ],
    },
    {
      title: t('Handing over', 'Serah terima'),
      components: [
        field('text', 'handed_over_by', 'Handed over by', 'Diserahkan oleh', must),
        signature('sender_signature', 'Sender’s signature', 'Tanda tangan pengirim'),
        field('long_text', 'notes', 'Notes', 'Catatan'),
      ],
    },
  ],
  delivery: [
    {
      title: t('Delivery order', 'Pesanan pengantaran'),
      components: [
        field('text', 'order_number', 'Order number', 'Nomor pesanan', must),
        field('text', 'recipient_name', 'Recipient', 'Penerima', must),
        field('phone', 'recipient_phone', 'Recipient’s phone', 'Telepon penerima', must),
        field('address', 'address', 'Delivery address', 'Alamat pengantaran', must),
        field('coordinate', 'location', 'Location on the map', 'Lokasi di peta'),
        field('number', 'parcels', 'Number of parcels', 'Jumlah paket', must),
        field('currency', 'cash_due', 'Cash on delivery', 'Bayar di tempat'),
        field('long_text', 'instructions', 'Instructions', 'Petunjuk'),
      ],
    },
    {
      title: t('At the door', 'Di depan pintu'),
      components: [
        field('select', 'result', 'Result', 'Hasil', {
          required: true,
          min: 1,
          max: 1,
          options: [
            t('Delivered to the recipient', 'Diterima penerima'),
            t('Left with a neighbour', 'Dititipkan ke tetangga'),
            t('Nobody there', 'Tidak ada orang'),
            t('Refused', 'Ditolak'),
          ],
        }),
        field('currency', 'cash_received', 'Cash received', 'Uang tunai diterima'),
        photos('proof_photos', 'Proof of delivery', 'Bukti pengantaran', 3),
      ],
    },
    {
      title: t('Signature', 'Tanda tangan'),
      components: [
        field('text', 'received_by', 'Received by', 'Diterima oleh', must),
        signature('recipient_signature', 'Recipient’s signature', 'Tanda tangan penerima'),
        field('long_text', 'notes', 'Notes', 'Catatan'),
      ],
    },
  ],
  field_sales: [
    {
      title: t('Visit plan', 'Rencana kunjungan'),
      components: [
        field('text', 'outlet_name', 'Outlet', 'Toko', must),
        field('text', 'contact_name', 'Contact person', 'Narahubung'),
        field('phone', 'contact_phone', 'Phone number', 'Nomor telepon'),
        field('address', 'address', 'Address', 'Alamat', must),
        field('coordinate', 'location', 'Location on the map', 'Lokasi di peta'),
        field('select', 'goals', 'Goals of this visit', 'Tujuan kunjungan', {
          required: true,
          min: 1,
          max: 3,
          options: [
            t('Take an order', 'Mengambil pesanan'),
            t('Present a product', 'Mengenalkan produk'),
            t('Collect a payment', 'Menagih pembayaran'),
            t('Check the display', 'Memeriksa pajangan'),
          ],
        }),
      ],
    },
    {
      title: t('Check-in', 'Kedatangan'),
      components: [
        field('coordinate', 'checked_in_at', 'Where you are', 'Lokasi Anda', must),
        photos('shelf_photos', 'Photos of the shelf', 'Foto rak'),
        field('list', 'competitors', 'Competing products seen', 'Produk pesaing yang terlihat'),
      ],
    },
    {
      title: t('Order', 'Pesanan'),
      components: [
        field('list', 'items', 'Items ordered', 'Barang yang dipesan', {
          help: t(
            'One line for each item, with its quantity',
            'Satu baris per barang, beserta jumlahnya',
          ),
        }),
        field('currency', 'order_value', 'Order value', 'Nilai pesanan'),
        field('currency', 'payment', 'Payment collected', 'Pembayaran diterima'),
        field('date', 'next_visit', 'Next visit', 'Kunjungan berikutnya'),
        signature('buyer_signature', 'Buyer’s signature', 'Tanda tangan pembeli'),
      ],
    },
  ],
  field_canvassing: [
    {
      title: t('Area', 'Wilayah'),
      components: [
        field('text', 'area_name', 'Area', 'Wilayah', must),
        field('address', 'start_address', 'Where to start', 'Titik mulai', must),
        field('number', 'doors_planned', 'Doors to visit', 'Jumlah pintu yang dituju', must),
        field('long_text', 'pitch', 'What to say', 'Yang disampaikan'),
      ],
    },
    {
      title: t('Conversation', 'Percakapan'),
      components: [
        field('text', 'resident_name', 'Name', 'Nama'),
        field('phone', 'resident_phone', 'Phone number', 'Nomor telepon'),
        field('select', 'interest', 'Interest', 'Ketertarikan', {
          required: true,
          min: 1,
          max: 1,
          options: [
            t('Very interested', 'Sangat tertarik'),
            t('Wants to think about it', 'Ingin mempertimbangkan'),
            t('Not interested', 'Tidak tertarik'),
            t('Nobody there', 'Tidak ada orang'),
          ],
        }),
        field('long_text', 'questions', 'Questions and remarks', 'Pertanyaan dan tanggapan'),
      ],
    },
    {
      title: t('End of the round', 'Akhir putaran'),
      components: [
        field('number', 'doors_visited', 'Doors visited', 'Pintu yang dikunjungi', must),
        field('number', 'leads', 'Leads won', 'Calon pelanggan didapat', must),
        photos('area_photos', 'Photos of the area', 'Foto wilayah', 3),
      ],
    },
  ],
  home_cleaning: [
    {
      title: t('Booking', 'Pemesanan'),
      components: [
        ...customer,
        field('select', 'rooms', 'Rooms', 'Ruangan', {
          required: true,
          min: 1,
          max: 6,
          options: [
            t('Living room', 'Ruang tamu'),
            t('Bedrooms', 'Kamar tidur'),
            t('Kitchen', 'Dapur'),
            t('Bathrooms', 'Kamar mandi'),
            t('Terrace', 'Teras'),
            t('Windows', 'Jendela'),
          ],
        }),
        field('number', 'hours', 'Hours booked', 'Lama pemesanan (jam)', must),
        field('long_text', 'wishes', 'Special wishes', 'Permintaan khusus'),
      ],
    },
    {
      title: t('Before', 'Sebelum'),
      components: [
        field('time', 'started_at', 'Started at', 'Mulai pukul', must),
        photos('before_photos', 'Photos before cleaning', 'Foto sebelum dibersihkan'),
        field('long_text', 'damage_found', 'Damage found on arrival', 'Kerusakan saat tiba'),
      ],
    },
    {
      title: t('After', 'Sesudah'),
      components: [
        field('time', 'finished_at', 'Finished at', 'Selesai pukul', must),
        photos('after_photos', 'Photos after cleaning', 'Foto sesudah dibersihkan'),
        field('list', 'supplies_used', 'Supplies used', 'Perlengkapan yang dipakai'),
        field('select', 'satisfaction', 'Is the customer satisfied?', 'Apakah pelanggan puas?', {
          min: 0,
          max: 1,
          options: [t('Yes', 'Ya'), t('Partly', 'Sebagian'), t('No', 'Tidak')],
        }),
        signature('customer_signature', 'Customer’s signature', 'Tanda tangan pelanggan'),
      ],
    },
  ],
  house_inspection: [
    {
      title: t('Property', 'Properti'),
      components: [
        field('text', 'property_code', 'Property code', 'Kode properti', must),
        field('address', 'address', 'Address', 'Alamat', must),
        field('coordinate', 'location', 'Location on the map', 'Lokasi di peta'),
        field('text', 'owner_name', 'Owner', 'Pemilik', must),
        field('phone', 'owner_phone', 'Owner’s phone', 'Telepon pemilik'),
        field('select', 'inspection_kind', 'Kind of inspection', 'Jenis inspeksi', {
          required: true,
          min: 1,
          max: 1,
          options: [
            t('Before moving in', 'Sebelum masuk'),
            t('Routine', 'Berkala'),
            t('Before moving out', 'Sebelum keluar'),
          ],
        }),
      ],
    },
    {
      title: t('Outside', 'Bagian luar'),
      components: [
        field('select', 'roof', 'Roof', 'Atap', { ...must, min: 1, max: 1, options: condition() }),
        field('select', 'walls', 'Walls', 'Dinding', {
          ...must,
          min: 1,
          max: 1,
          options: condition(),
        }),
        field('select', 'garden', 'Garden and fence', 'Taman dan pagar', {
          min: 0,
          max: 1,
          options: condition(),
        }),
        photos('outside_photos', 'Photos outside', 'Foto bagian luar', 10),
      ],
    },
    {
      title: t('Inside', 'Bagian dalam'),
      components: [
        field('select', 'electricity', 'Electricity', 'Listrik', {
          ...must,
          min: 1,
          max: 1,
          options: condition(),
        }),
        field('select', 'water', 'Water and drains', 'Air dan saluran', {
          ...must,
          min: 1,
          max: 1,
          options: condition(),
        }),
        field('number', 'meter_electricity', 'Electricity meter (kWh)', 'Meter listrik (kWh)'),
        field('number', 'meter_water', 'Water meter (m³)', 'Meter air (m³)'),
        field('list', 'defects', 'Defects', 'Kerusakan'),
        photos('inside_photos', 'Photos inside', 'Foto bagian dalam', 20),
      ],
    },
    {
      title: t('Conclusion', 'Kesimpulan'),
      components: [
        field('long_text', 'summary', 'Summary', 'Ringkasan', must),
        field(
          'currency',
          'repair_estimate',
          'Estimated cost of repairs',
          'Perkiraan biaya perbaikan',
        ),
        signature('inspector_signature', 'Inspector’s signature', 'Tanda tangan pemeriksa'),
        signature('owner_signature', 'Owner’s signature', 'Tanda tangan pemilik'),
      ],
    },
  ],
}

function condition(): Text[] {
  return [t('Good', 'Baik'), t('Wear', 'Aus'), t('Needs repair', 'Perlu diperbaiki')]
}
