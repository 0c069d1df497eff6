import sql from 'sql-template-tag'
import type { Language, OrganizationId } from '#api/common.ts'
import { type FlowTemplate, flowNames } from '#server/flows/default-flows.ts'
import type { Tx } from '#server/platform/database.ts'

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
      instructions: t('Two people are needed for the stairs.', 'Perlu dua orang untuk tangga.'),
    },
  ),
  sample('field_sales', 'done', [-2, 6], t('Visit Warung Sederhana', 'Kunjungi Warung Sederhana'), {
    outlet_name: 'Warung Sederhana',
    contact_name: 'Bu Sari',
    address: 'Jl. Pasar Baru 3',
    goals: [t('Take an order', 'Mengambil pesanan')],
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
      parcels_received: 2,
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
      summary: t('In good condition; one gutter is loose.', 'Kondisi baik; satu talang longgar.'),
    },
  ),
]

const mark: Text = t('Sample', 'Contoh')

/**
 * Adds a dozen sample tasks over the default flows and the hubs of an organization, in its language, marked as samples (CR6).
 * A flow that was deleted meanwhile gets none. Call it once: every call adds.
 */
export async function addSampleTasks(
  tx: Tx,
  organizationId: OrganizationId,
  now: Date,
): Promise<void> {
  const [organization] = await tx.query<{ language: Language }>(
    sql`select language from organizations where id = ${organizationId}`,
  )
  if (!organization) return
  const { language } = organization
  const drafts = samples.map(({ title, values, startsIn, endsIn, template, status }, index) => ({
    n: index + 1,
    template,
    flow_name: flowNames[template],
    status,
    title: `${title[language]} (${mark[language]} ${index + 1})`,
    starts_at: daysFrom(now, startsIn),
    ends_at: daysFrom(now, endsIn),
    values: Object.fromEntries(
      Object.entries(values).map(([id, value]) => [id, inLanguage(value, language)]),
    ),
  }))
  await tx.query(sql`
    with draft as (
      select * from jsonb_to_recordset(${JSON.stringify(drafts)}::jsonb) as d (n int, template text, flow_name text,
        status text, title text, starts_at timestamptz, ends_at timestamptz, "values" jsonb)
    ), place as (
      select id, row_number() over (order by lower(name), id) - 1 as n, count(*) over () as total from hubs
      where organization_id = ${organizationId}
    ), doer as (
      select m.id from members m join roles r on r.organization_id = m.organization_id and r.id = m.role_id
      where m.organization_id = ${organizationId} and m.status = 'active' and r.template = 'owner'
      order by m.source = 'founder' desc, m.created_at, m.id limit 1
    ), added as (
      insert into tasks (organization_id, hub_id, flow_id, flow_version, title, status, "values",
        starts_at, ends_at, sample, created_by, done_by, done_at)
      select ${organizationId}, p.id, f.id, f.version, d.title, d.status,
        -- Only what the flow asks for: a copied one may have been edited.
        coalesce((select jsonb_object_agg(v.key, v.value) from jsonb_each(d."values") v
          where v.key in (select c #>> '{}' from jsonb_path_query(f.pages, '$[*].components[*].id') c)), '{}'),
        d.starts_at, d.ends_at, true, (select id from doer),
        case when d.status = 'done' then (select id from doer) end, case when d.status = 'done' then ${now}::timestamptz end
      from draft d
      join lateral (
        select id, version, pages from flows
        where organization_id = ${organizationId} and (template = d.template or lower(name) = lower(d.flow_name))
        order by template is null, position limit 1
      ) f on true
      join place p on p.n = (d.n - 1) % least(p.total, 5)
      returning id, status
    )
    insert into task_assignees (organization_id, task_id, member_id)
    select ${organizationId}, added.id, doer.id from added, doer where added.status <> 'unassigned'`)
}

const daysFrom = (now: Date, days: number) =>
  new Date(now.getTime() + days * 86_400_000).toISOString()
const inLanguage = (value: Sample['values'][string], language: Language) => {
  if (typeof value !== 'object') return value
  return 'en' in value ? value[language] : value.map((option) => option[language])
}
