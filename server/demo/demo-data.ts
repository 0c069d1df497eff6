import type { Language } from '#api/common.ts'
import type { SecondFactor } from '#api/door.ts'
import type { Field, FieldValue } from '#api/fields.ts'
import type { FlowPage } from '#api/flows.ts'
import type { Permission, Restriction, RoleTemplate } from '#api/permissions.ts'
import type { SignInPolicy } from '#api/policies.ts'
import type { MatchEnds, ProgramKind, ProgramQuestion, ProgramRole } from '#api/programs.ts'
import type { TaskView } from '#api/tasks.ts'
import type { FlowTemplate } from '#server/flows/default-flows.ts'

// Who and what the demo shows. People and firms are invented; the domain is reserved for examples (RFC 2606).

export interface DemoPerson {
  email: string
  firstName: string
  lastName: string
  phone: string
  /** On loopback only; anywhere else passwords are random (OP2). */
  password: string
}

export interface DemoMember {
  person: PersonKey
  /** Of a default role its template, of a custom role its name. */
  role: RoleTemplate | (string & {})
  title: string
  /** Empty: all. */
  hubs: readonly string[]
  /** Days since the last visit; null: has only been invited. */
  visitedDaysAgo: number | null
}

export interface DemoProgram {
  name: string
  description: string
  kind: ProgramKind
  matchEnds: MatchEnds
  questions: readonly (Pick<ProgramQuestion, 'title' | 'kind' | 'options' | 'matching'> &
    Partial<ProgramQuestion>)[]
  /** With an answer to each question. */
  participants: readonly {
    person: PersonKey
    role: ProgramRole
    capacity: number
    answers: readonly FieldValue[]
  }[]
  matched: readonly PersonKey[]
  matchedDaysAgo: number
}

export interface DemoOrganization {
  name: string
  founder: PersonKey
  founderTitle: string
  language: Language
  timeZone: string
  hubs: readonly { name: string; address: string; latitude: number; longitude: number }[]
  customModule?: { name: string; url: string }
  /** What it asks its members, and what they have answered (PR2); options are named by their ids. */
  fields?: readonly {
    field: Omit<Field, 'id'>
    answers: Partial<Record<PersonKey, Exclude<FieldValue, null>>>
  }[]
  roles: readonly {
    name: string
    permissions: readonly Permission[]
    restrictions: readonly Restriction[]
    /** Also the permission of the custom module. */
    seesModule: boolean
    /** What the door demands of its holders (DR1). */
    secondFactor?: SecondFactor
  }[]
  flows: readonly { name: string; pages: FlowPage[] }[]
  /** In the order in which they joined; the founder is not among them. */
  members: readonly DemoMember[]
  work: readonly { flow: FlowTemplate | (string & {}); titles: readonly string[] }[]
  /** Said about a task, by its title. */
  comments?: readonly { on: string; person: PersonKey; text: string }[]
  /** Shared by the founder. */
  views?: readonly Pick<TaskView, 'name' | 'query'>[]
  program?: DemoProgram
  /** The ready-made sample tasks too. */
  samples: boolean
  /** What the door demands, where that is not a password alone (DR1). */
  policy?: Partial<SignInPolicy>
}

export const people = {
  maya: {
    email: 'maya@demo.example',
    firstName: 'Maya',
    lastName: 'Hartono',
    phone: '+62 812 5550 0101',
    password: 'maya-opens-every-door',
  },
  budi: {
    email: 'budi@demo.example',
    firstName: 'Budi',
    lastName: 'Santoso',
    phone: '+62 813 5550 0102',
    password: 'budi-brews-good-coffee',
  },
  citra: {
    email: 'citra@demo.example',
    firstName: 'Citra',
    lastName: 'Lestari',
    phone: '+62 815 5550 0103',
    password: 'citra-keeps-it-clean',
  },
  daniel: {
    email: 'daniel@demo.example',
    firstName: 'Daniel',
    lastName: 'Okafor',
    phone: '+65 8555 0104',
    password: 'daniel-checks-the-roof',
  },
  eka: {
    email: 'eka@demo.example',
    firstName: 'Eka',
    lastName: 'Putri',
    phone: '+62 817 5550 0105',
    password: 'eka-drives-the-truck',
  },
} satisfies Record<string, DemoPerson>
export type PersonKey = keyof typeof people

const page = (title: string, ...components: FlowPage['components']): FlowPage => ({
  title,
  components,
})
const field = (
  id: string,
  kind: FlowPage['components'][number]['kind'],
  title: string,
  more: Partial<FlowPage['components'][number]> = {},
) => ({ id, kind, title, help: '', required: true, visible: true, conditions: [], ...more })

export const organizations: readonly DemoOrganization[] = [
  {
    name: 'Nusantara Logistics',
    founder: 'maya',
    founderTitle: 'Managing Director',
    language: 'en',
    timeZone: 'Asia/Jakarta',
    hubs: [
      {
        name: 'Jakarta Cengkareng',
        address: 'Jl. Daan Mogot 119, Jakarta Barat',
        latitude: -6.1528,
        longitude: 106.7343,
      },
      {
        name: 'Surabaya Tanjung Perak',
        address: 'Jl. Perak Timur 512, Surabaya',
        latitude: -7.2069,
        longitude: 112.7334,
      },
      {
        name: 'Medan Belawan',
        address: 'Jl. Pelabuhan Raya 1, Medan',
        latitude: 3.7839,
        longitude: 98.6946,
      },
      {
        name: 'Makassar Soekarno-Hatta',
        address: 'Jl. Nusantara 329, Makassar',
        latitude: -5.1247,
        longitude: 119.4068,
      },
    ],
    customModule: { name: 'Fleet map', url: 'https://fleet.demo.example/map' },
    fields: [
      {
        field: {
          name: 'Driving licences',
          help: 'Those that are valid today.',
          kind: 'multiple_choice',
          options: [
            { id: 'a', label: 'SIM A (car)' },
            { id: 'b1', label: 'SIM B1 (truck)' },
            { id: 'b2', label: 'SIM B2 (trailer)' },
            { id: 'c', label: 'SIM C (motorcycle)' },
          ],
          required: false,
          visibility: 'members',
        },
        answers: { maya: ['a'], budi: ['a', 'c'], eka: ['a', 'b1'] },
      },
      {
        field: {
          name: 'Emergency contact',
          help: 'Whom we call: name and phone.',
          kind: 'text',
          options: [],
          required: false,
          visibility: 'administrators',
        },
        answers: { maya: 'Dewi Hartono, +62 812 5550 0190', eka: 'Rudi Putra, +62 817 5550 0191' },
      },
      {
        field: {
          name: 'First day',
          help: '',
          kind: 'date',
          options: [],
          required: false,
          visibility: 'administrators',
        },
        answers: { maya: '2019-04-01', budi: '2021-08-16' },
      },
    ],
    roles: [
      {
        name: 'Dispatcher',
        permissions: [
          'tasks:view',
          'tasks:create',
          'tasks:edit',
          'tasks:assign',
          'flows:view',
          'hubs:view',
          'users:view',
        ],
        restrictions: [],
        seesModule: true,
      },
      {
        name: 'Driver',
        permissions: ['tasks:view', 'tasks:do', 'flows:view', 'hubs:view', 'programs:join'],
        restrictions: ['tasks:only_mine'],
        seesModule: false,
      },
    ],
    flows: [
      {
        name: 'Customs Clearance',
        pages: [
          page(
            'Shipment',
            field('bill_of_lading', 'text', 'Bill of lading'),
            field('origin', 'text', 'Port of loading'),
            field('containers', 'number', 'Number of containers'),
            field('declared_value', 'currency', 'Declared value', { required: false }),
          ),
          page(
            'At customs',
            field('channel', 'select', 'Channel', {
              options: ['Green', 'Yellow', 'Red'],
              min: 1,
              max: 1,
            }),
            field('duty_paid', 'currency', 'Duty paid'),
            field('released_on', 'date', 'Released on'),
            field('papers', 'photo', 'Stamped papers', { required: false, max: 10 }),
          ),
        ],
      },
    ],
    members: [
      {
        person: 'budi',
        role: 'planner',
        title: 'Route Planner',
        hubs: ['Jakarta Cengkareng', 'Surabaya Tanjung Perak'],
        visitedDaysAgo: 2,
      },
      {
        person: 'eka',
        role: 'Driver',
        title: 'Driver, East Java',
        hubs: ['Surabaya Tanjung Perak'],
        visitedDaysAgo: 0.1,
      },
    ],
    work: [
      {
        flow: 'pickup',
        titles: [
          'Pick up 14 pallets at Indofarma Cikarang',
          'Pick up returns at Toko Elektronik Jaya',
          'Pick up cold boxes at Balai Karantina',
          'Pick up spare parts at Astra Makassar',
        ],
      },
      {
        flow: 'delivery',
        titles: [
          'Deliver medicine to RS Harapan Kita',
          'Deliver school books to SMPN 12 Surabaya',
          'Deliver 3 generators to PT Bahari Makassar',
          'Deliver coffee machines to Kafe Losari, Makassar',
          'Deliver tools to the shipyard in Surabaya',
          'Deliver parcels to Pasar Atom, Surabaya',
          'Deliver reagents to RSUD Dr. Soetomo, Surabaya',
          'Deliver tents to BPBD Surabaya',
          'Deliver furniture to Apartemen Taman Anggrek',
          'Deliver vaccine carriers to Puskesmas Belawan',
        ],
      },
      {
        flow: 'Customs Clearance',
        titles: [
          'Clear MSKU 448 201 from Busan',
          'Clear TGHU 917 330 from Rotterdam',
          'Clear OOLU 205 118 from Yokohama',
        ],
      },
      { flow: 'house_inspection', titles: ['Inspect the leased warehouse in Belawan'] },
    ],
    comments: [
      {
        on: 'Deliver medicine to RS Harapan Kita',
        person: 'maya',
        text: 'Cold chain: the boxes stay shut until the pharmacist is there.',
      },
      {
        on: 'Deliver medicine to RS Harapan Kita',
        person: 'budi',
        text: 'Dock 3, ask for Ibu Dewi. She has been told.',
      },
    ],
    views: [
      {
        name: 'Open this week',
        query: {
          status: 'unassigned,ongoing',
          startsFrom: 'today',
          startsTo: 'in-7-days',
          sort: 'earliest',
        },
      },
    ],
    program: {
      name: 'Growing together',
      description:
        'Six months in which somebody who has done it helps somebody who is about to. An hour every second week is enough.',
      kind: 'mentoring',
      matchEnds: { kind: 'after', days: 182 },
      questions: [
        {
          title: 'What do you offer, or look for?',
          kind: 'multiple_choice',
          options: [
            { id: 'leading', label: 'Leading a team' },
            { id: 'planning', label: 'Planning routes' },
            { id: 'customs', label: 'Customs and papers' },
            { id: 'english', label: 'English at work' },
          ],
          matching: 'complementary',
          weight: 3,
          required: true,
        },
        {
          title: 'When would you rather meet?',
          kind: 'single_choice',
          options: [
            { id: 'morning', label: 'In the morning' },
            { id: 'evening', label: 'After work' },
          ],
          matching: 'same',
        },
        {
          title: 'What do you hope for?',
          kind: 'text',
          options: [],
          matching: 'none',
        },
      ],
      participants: [
        {
          person: 'maya',
          role: 'mentor',
          capacity: 3,
          answers: [['leading', 'customs', 'english'], 'morning', 'To hear what drivers see'],
        },
        {
          person: 'budi',
          role: 'mentee',
          capacity: 1,
          answers: [['leading', 'english'], 'morning', 'To lead the planners one day'],
        },
        {
          person: 'eka',
          role: 'mentee',
          capacity: 1,
          answers: [['customs'], 'evening', 'To understand the papers'],
        },
      ],
      matched: ['maya', 'budi'],
      matchedDaysAgo: 20,
    },
    samples: false,
  },
  {
    name: 'Kopi Rakyat',
    founder: 'budi',
    founderTitle: 'Pendiri',
    language: 'id',
    timeZone: 'Asia/Jakarta',
    hubs: [
      {
        name: 'Bandung Dago',
        address: 'Jl. Ir. H. Juanda 88, Bandung',
        latitude: -6.8846,
        longitude: 107.6137,
      },
      {
        name: 'Yogyakarta Malioboro',
        address: 'Jl. Malioboro 56, Yogyakarta',
        latitude: -7.7926,
        longitude: 110.3658,
      },
      {
        name: 'Semarang Kota Lama',
        address: 'Jl. Letjen Suprapto 32, Semarang',
        latitude: -6.9683,
        longitude: 110.4281,
      },
    ],
    roles: [
      {
        name: 'Kepala Area',
        permissions: [
          'tasks:view',
          'tasks:create',
          'tasks:assign',
          'tasks:edit',
          'flows:view',
          'hubs:view',
          'users:view',
          'users:add',
        ],
        restrictions: [],
        seesModule: false,
      },
    ],
    flows: [
      {
        name: 'Uji Rasa',
        pages: [
          page(
            'Sampel',
            field('beans', 'text', 'Biji kopi'),
            field('roast', 'select', 'Sangrai', {
              options: ['Muda', 'Sedang', 'Tua'],
              min: 1,
              max: 1,
            }),
          ),
          page(
            'Penilaian',
            field('score', 'number', 'Nilai (0–100)'),
            field('remarks', 'long_text', 'Catatan rasa', { required: false }),
          ),
        ],
      },
    ],
    members: [
      {
        person: 'maya',
        role: 'admin',
        title: 'Penasihat Operasional',
        hubs: [],
        visitedDaysAgo: 3,
      },
      {
        person: 'citra',
        role: 'Kepala Area',
        title: 'Kepala Area Jawa Tengah',
        hubs: ['Yogyakarta Malioboro', 'Semarang Kota Lama'],
        visitedDaysAgo: 5,
      },
    ],
    work: [
      {
        flow: 'field_sales',
        titles: [
          'Kunjungi Warung Mbok Darmi',
          'Tawarkan paket lebaran ke Hotel Tugu',
          'Periksa pajangan di Superindo Dago',
          'Tagih pembayaran Kafe Senja',
          'Kenalkan kopi Gayo di Toko Oen',
          'Ambil pesanan Kantin Universitas Diponegoro',
        ],
      },
      {
        flow: 'field_canvassing',
        titles: [
          'Kanvas jalan Braga',
          'Kanvas sekitar Stasiun Tugu',
          'Kanvas perkantoran Simpang Lima',
        ],
      },
      { flow: 'Uji Rasa', titles: ['Uji rasa panen Kintamani', 'Uji rasa campuran rumah baru'] },
      {
        flow: 'delivery',
        titles: ['Antar 40 kg biji ke Kafe Kota Lama', 'Antar mesin giling ke Malioboro'],
      },
    ],
    samples: false,
  },
  {
    name: 'Bersih Home Care',
    founder: 'citra',
    founderTitle: 'Founder',
    language: 'en',
    timeZone: 'Asia/Makassar',
    hubs: [
      {
        name: 'Sanur',
        address: 'Jl. Danau Tamblingan 47, Denpasar',
        latitude: -8.6927,
        longitude: 115.2624,
      },
      {
        name: 'Canggu',
        address: 'Jl. Pantai Batu Bolong 14, Badung',
        latitude: -8.6531,
        longitude: 115.1302,
      },
    ],
    roles: [
      {
        name: 'Shift Lead',
        permissions: [
          'tasks:view',
          'tasks:create',
          'tasks:assign',
          'tasks:do',
          'flows:view',
          'hubs:view',
          'users:view',
        ],
        restrictions: [],
        seesModule: false,
      },
    ],
    flows: [],
    members: [
      {
        person: 'maya',
        role: 'Shift Lead',
        title: 'Weekend Shift Lead',
        hubs: ['Sanur'],
        visitedDaysAgo: 8,
      },
      {
        person: 'daniel',
        role: 'planner',
        title: 'Quality Adviser',
        hubs: ['Canggu'],
        visitedDaysAgo: null,
      },
    ],
    work: [
      {
        flow: 'home_cleaning',
        titles: [
          'Clean Villa Frangipani before check-in',
          'Weekly cleaning for the Suryani family',
          'Deep cleaning after the roof repair',
          'Clean the co-working space in Berawa',
          'Windows and terrace at Villa Lumbung',
          'Move-out cleaning, Jl. Bypass Ngurah Rai 20',
          'Clean Villa Padi, four bedrooms',
        ],
      },
      {
        flow: 'pickup',
        titles: ['Pick up linen at Villa Frangipani', 'Pick up supplies in Denpasar'],
      },
      { flow: 'house_inspection', titles: ['Inspect Villa Lumbung with the owner'] },
    ],
    samples: false,
  },
  {
    name: 'Harbour Inspections',
    founder: 'daniel',
    founderTitle: 'Chief Inspector',
    language: 'en',
    timeZone: 'Asia/Singapore',
    hubs: [
      {
        name: 'Singapore Marina',
        address: '8 Marina View, Singapore',
        latitude: 1.2789,
        longitude: 103.8515,
      },
      {
        name: 'Sydney Parramatta',
        address: '60 Station Street, Parramatta NSW',
        latitude: -33.8166,
        longitude: 151.0042,
      },
      {
        name: 'Rotterdam Kop van Zuid',
        address: 'Wilhelminakade 91, Rotterdam',
        latitude: 51.9066,
        longitude: 4.4882,
      },
    ],
    roles: [],
    flows: [],
    members: [
      {
        person: 'maya',
        role: 'field_user',
        title: 'Freelance Inspector',
        hubs: ['Singapore Marina'],
        visitedDaysAgo: 15,
      },
    ],
    work: [
      {
        flow: 'house_inspection',
        titles: [
          'Routine inspection, 12 Robertson Quay #09-03',
          'Before moving in: 3 Phillip Street, Parramatta',
          'Before moving out: Katendrecht 41b',
          'Routine inspection, 27 Spottiswoode Park',
          'Storm damage at 5 Lennox Street',
        ],
      },
      { flow: 'field_canvassing', titles: ['Canvass the new towers at Marina One'] },
    ],
    samples: true,
  },

  // One organization for each other kind of door.
  {
    name: 'Samudra Capital',
    founder: 'citra',
    founderTitle: 'Partner',
    language: 'en',
    timeZone: 'Asia/Jakarta',
    hubs: [
      {
        name: 'Jakarta SCBD',
        address: 'Jl. Jenderal Sudirman 52, Jakarta Selatan',
        latitude: -6.2253,
        longitude: 106.8086,
      },
    ],
    roles: [],
    flows: [],
    members: [{ person: 'maya', role: 'planner', title: 'Adviser', hubs: [], visitedDaysAgo: 20 }],
    work: [
      {
        flow: 'pickup',
        titles: ['Collect the signed term sheet', 'Collect the seal from the notary'],
      },
    ],
    samples: false,
    policy: { secondFactor: 'totp' },
  },
  {
    name: 'Klinik Melati',
    founder: 'budi',
    founderTitle: 'Pengelola',
    language: 'id',
    timeZone: 'Asia/Jakarta',
    hubs: [
      {
        name: 'Bandung Cihampelas',
        address: 'Jl. Cihampelas 161, Bandung',
        latitude: -6.8938,
        longitude: 107.6049,
      },
    ],
    roles: [],
    flows: [],
    members: [
      { person: 'maya', role: 'field_user', title: 'Relawan', hubs: [], visitedDaysAgo: 21 },
    ],
    work: [
      { flow: 'delivery', titles: ['Antar vaksin ke Posyandu Mawar', 'Antar hasil laboratorium'] },
    ],
    samples: false,
    policy: { secondFactor: 'email_otp' },
  },
  {
    name: 'Pasar Segar',
    founder: 'citra',
    founderTitle: 'Founder',
    language: 'en',
    timeZone: 'Asia/Makassar',
    hubs: [
      {
        name: 'Denpasar Badung',
        address: 'Jl. Sulawesi 1, Denpasar',
        latitude: -8.6561,
        longitude: 115.2126,
      },
    ],
    roles: [
      {
        name: 'Cashier',
        permissions: ['tasks:view', 'tasks:do', 'flows:view', 'hubs:view'],
        restrictions: [],
        seesModule: false,
        secondFactor: 'email_otp',
      },
    ],
    flows: [],
    members: [
      { person: 'maya', role: 'Cashier', title: 'Saturday cashier', hubs: [], visitedDaysAgo: 22 },
    ],
    work: [
      { flow: 'field_sales', titles: ['Offer the new stalls to the flower sellers'] },
      { flow: 'pickup', titles: ['Pick up change at the bank'] },
    ],
    samples: false,
  },
  {
    name: 'Notaris Wijaya',
    founder: 'budi',
    founderTitle: 'Partner',
    language: 'en',
    timeZone: 'Asia/Jakarta',
    hubs: [
      {
        name: 'Yogyakarta Kotabaru',
        address: 'Jl. Suroto 9, Yogyakarta',
        latitude: -7.7857,
        longitude: 110.3726,
      },
    ],
    roles: [],
    flows: [],
    members: [{ person: 'maya', role: 'admin', title: 'Clerk', hubs: [], visitedDaysAgo: 23 }],
    work: [{ flow: 'house_inspection', titles: ['Inspect the house in Sagan before the deed'] }],
    samples: false,
    policy: {
      passwordDays: 90,
      evidenceSeconds: 3600,
      sessionSeconds: 28_800,
      idleSeconds: 900,
      singleSession: true,
    },
  },
]
