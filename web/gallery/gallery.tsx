import { Building2, Inbox, MapPin, Pencil, Plus, Trash2, UserPlus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import { chooseLanguage } from '#web/i18n.ts'
import { CardPage } from '#web/shell/card-page.tsx'
import { Frame } from '#web/shell/frame.tsx'
import type { Session } from '#web/shell/session.ts'
import { Avatar } from '#web/ui/avatar.tsx'
import { Badge } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { CodeField } from '#web/ui/code-field.tsx'
import { ColumnChooser, useColumns } from '#web/ui/column-chooser.tsx'
import { ComboBox } from '#web/ui/combo-box.tsx'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { FileDrop } from '#web/ui/file-drop.tsx'
import { Chips, FilterMenu, Toolbar } from '#web/ui/filters.tsx'
import { Form, FormActions, FormRow, FormSection, SubmitButton } from '#web/ui/form.tsx'
import { IconButton } from '#web/ui/icon-button.tsx'
import { Link } from '#web/ui/link.tsx'
import { Menu, MenuItem, MenuLine } from '#web/ui/menu.tsx'
import { NumberField } from '#web/ui/number-field.tsx'
import { OrganizationTile } from '#web/ui/organization-tile.tsx'
import { Page } from '#web/ui/page.tsx'
import { Pager } from '#web/ui/pager.tsx'
import { PasswordField } from '#web/ui/password-field.tsx'
import { PictureEditor } from '#web/ui/picture-editor.tsx'
import { ProgressBar } from '#web/ui/progress-bar.tsx'
import { RadioGroup } from '#web/ui/radio-group.tsx'
import { RelativeTime } from '#web/ui/relative-time.tsx'
import { SearchField } from '#web/ui/search-field.tsx'
import { Select } from '#web/ui/select.tsx'
import { FormSkeleton, ListSkeleton } from '#web/ui/skeleton.tsx'
import { StatusDot } from '#web/ui/status-dot.tsx'
import { Switch } from '#web/ui/switch.tsx'
import { type Column, Table } from '#web/ui/table.tsx'
import { Tabs } from '#web/ui/tabs.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import { toast } from '#web/ui/toast.tsx'

// The words on this page are samples; it is not in the production build.
const id = (n: number) => `0199a2b4-7c11-7d42-9a3e-5f0c1b2d3e${n.toString(16).padStart(2, '0')}`

interface Task {
  id: string
  title: string
  flow: string
  hub: string
  status: 'Unassigned' | 'Ongoing' | 'Done'
  who: string
  at: string
}

const tasks: Task[] = Array.from({ length: 14 }, (_, n) => ({
  id: id(n),
  title:
    [
      'Deliver 12 crates to Menteng',
      'House inspection, Jl. Kemang 4',
      'Pick up returns at Senayan',
    ][n % 3] ?? '',
  flow: ['Delivery', 'House Inspection', 'Pickup'][n % 3] ?? '',
  hub: ['Jakarta', 'Bandung', 'Surabaya'][(n * 2) % 3] ?? '',
  status: (['Unassigned', 'Ongoing', 'Done'] as const)[n % 3] ?? 'Done',
  who: ['Ana Wijaya', 'Budi Santoso', 'Citra Lestari'][n % 3] ?? '',
  at: new Date(Date.now() - n * 5_400_000).toISOString(),
}))

const columns: Column<Task>[] = [
  { id: 'title', header: 'Title', cell: (task) => task.title, title: true, sortable: true },
  {
    id: 'status',
    header: 'Status',
    width: '130px',
    cell: (task) => (
      <StatusDot
        tone={({ Unassigned: 'amber', Ongoing: 'blue', Done: 'green' } as const)[task.status]}
      >
        {task.status}
      </StatusDot>
    ),
  },
  { id: 'flow', header: 'Flow', width: '150px', cell: (task) => task.flow, wideOnly: true },
  { id: 'hub', header: 'Hub', width: '120px', cell: (task) => task.hub },
  {
    id: 'who',
    header: 'Assignee',
    width: '170px',
    cell: (task) => <Avatar id={task.who} name={task.who} size={20} named />,
  },
  {
    id: 'at',
    header: 'Changed',
    width: '130px',
    align: 'end',
    sortable: true,
    cell: (task) => <RelativeTime time={task.at} />,
  },
]

const session = {
  id: id(90),
  email: 'ana@example.com',
  expiresAt: new Date().toISOString(),
  organization: {
    id: id(3),
    name: 'Acme Logistics',
    slug: 'acme',
    logoUrl: null,
    language: 'en',
    currency: 'IDR',
    timeZone: 'Asia/Jakarta',
  },
  member: {
    id: id(5),
    firstName: 'Ana',
    lastName: 'Wijaya',
    status: 'active',
    language: null,
    timeZone: null,
  },
  role: { id: id(7), name: 'Owner', template: 'owner' },
  permissions: [],
  restrictions: [],
  missing: [],
  breakGlassUntil: null,
  deletionDueAt: null,
} as unknown as Session

/** Every component on one page, for those who build pages: /ui?part=card | frame | states | parts. */
export function Gallery() {
  const { part = 'frame' } = Object.fromEntries(new URLSearchParams(window.location.search))
  if (part === 'card') return <SignInSample />
  return (
    <Frame
      session={session}
      pathname="/ui"
      navigation={[
        {
          id: 'tasks',
          label: 'Tasks',
          href: '/ui',
          icon: <Inbox size={16} strokeWidth={1.5} />,
          key: 't',
        },
        {
          id: 'flows',
          label: 'Flows',
          href: '/ui/flows',
          icon: <Building2 size={16} strokeWidth={1.5} />,
        },
        {
          id: 'settings',
          label: 'Settings',
          href: '/ui/settings',
          icon: <MapPin size={16} strokeWidth={1.5} />,
          below: true,
        },
      ]}
      organizationMenu={(close) => (
        <div style={{ padding: 8, display: 'grid', gap: 8 }}>
          <span>The list of organizations</span>
          <Button onPress={close}>Close</Button>
        </div>
      )}
      hubFilter={
        <Menu
          trigger={
            <Button kind="ghost" size="small" icon={<MapPin size={14} />}>
              Jakarta
            </Button>
          }
        >
          <MenuItem id="a">All hubs</MenuItem>
          <MenuItem id="b">Jakarta</MenuItem>
        </Menu>
      }
      onSwitchOrganization={() => toast('Switch Organization')}
      onInviteColleague={() => toast('Invite a colleague')}
    >
      {part === 'parts' ? <Parts /> : part === 'states' ? <States /> : <Tasks />}
    </Frame>
  )
}

function Tasks() {
  const [selected, setSelected] = useState(new Set<string>())
  const [tab, setTab] = useState<'unassigned' | 'ongoing' | 'done'>('unassigned')
  const [filters, setFilters] = useState([
    { id: 'flow', name: 'Flow', value: 'Delivery' },
    { id: 'who', name: 'Assignee', value: 'Ana Wijaya' },
  ])
  const chosen = useColumns('gallery', columns)
  return (
    <Page
      title="Tasks"
      action={
        <Button kind="primary" icon={<Plus size={16} />}>
          New task
        </Button>
      }
      bar={
        <>
          <Tabs
            label="Status"
            value={tab}
            onChange={setTab}
            tabs={[
              { id: 'unassigned', label: 'Unassigned', count: 12 },
              { id: 'ongoing', label: 'Ongoing', count: 5 },
              { id: 'done', label: 'Done', count: 2400 },
            ]}
          />
          <Toolbar end={<ColumnChooser columns={chosen} />}>
            <SearchField label="Search tasks" />
            <FilterMenu>
              <MenuItem id="flow">Flow</MenuItem>
              <MenuItem id="hub">Hub</MenuItem>
            </FilterMenu>
            <Chips
              filters={filters}
              onRemove={(gone) => setFilters(filters.filter((one) => one.id !== gone))}
              onClear={() => setFilters([])}
            />
          </Toolbar>
        </>
      }
    >
      <Table
        label="Tasks"
        columns={chosen.shown}
        rows={tasks}
        rowKey={(task) => task.id}
        rowLabel={(task) => task.title}
        onOpen={(task) => toast({ text: 'Opened', description: task.title })}
        selected={selected}
        onSelect={setSelected}
        bulkActions={
          <>
            <Button kind="ghost" size="small" icon={<UserPlus size={14} />}>
              Assign
            </Button>
            <Button kind="ghost" size="small" icon={<Trash2 size={14} />}>
              Delete
            </Button>
          </>
        }
        sort={{ column: 'at', direction: 'descending' }}
        onSort={() => undefined}
        empty={null}
      />
      <Pager from={51} count={14} about={12400} onPrevious={() => undefined} onNext={null} />
    </Page>
  )
}

const refusal = new ApiError({
  type: '/problems/values-refused',
  title: 'Some values cannot be taken',
  status: 422,
  errors: [
    { pointer: '#/name', detail: 'is required', code: 'required' },
    { pointer: '#/currency', detail: 'is none of the choices', code: 'not-one-of' },
  ],
})

function Parts() {
  const [code, setCode] = useState('')
  const [name, setName] = useState('')
  const [error, setError] = useState<unknown>(null)
  const [currency, setCurrency] = useState<string | null>('IDR')
  const [zone, setZone] = useState<string | null>(null)
  const [kind, setKind] = useState<'a' | 'b' | null>('a')
  const [open, setOpen] = useState<'dialog' | 'confirm' | null>(null)
  return (
    <Page
      title="Organization"
      lead="What this organization is called and how it writes numbers and dates."
      width="narrow"
      action={
        <>
          <Button onPress={() => setOpen('dialog')}>Dialog</Button>
          <Button kind="danger" onPress={() => setOpen('confirm')}>
            Delete
          </Button>
        </>
      }
    >
      <Form onSubmit={() => setError(refusal)} error={error} dirty={name !== ''} leaveFreely>
        <FormSection title="General" lead="Members see the name and the logo wherever they choose.">
          <TextField
            label="Name"
            name="name"
            value={name}
            onChange={setName}
            help="3 to 100 characters"
            placeholder="Acme Logistics"
          />
          <Select
            label="Currency"
            name="currency"
            choices={[
              { id: 'IDR', label: 'Indonesian rupiah', description: 'IDR' },
              { id: 'USD', label: 'US dollar', description: 'USD' },
            ]}
            value={currency}
            onChange={setCurrency}
          />
          <ComboBox
            label="Time zone"
            optional
            choices={Intl.supportedValuesOf('timeZone').map((zone) => ({ id: zone, label: zone }))}
            value={zone}
            onChange={setZone}
          />
          <FormRow>
            <NumberField
              label="Latitude"
              plain
              defaultValue={-6.2088}
              formatOptions={{ maximumFractionDigits: 6 }}
            />
            <NumberField label="Capacity" defaultValue={1200} minValue={0} />
          </FormRow>
          <TextField label="Notes" rows={3} optional />
          <PasswordField
            label="Password"
            autoComplete="new-password"
            defaultValue="correct horse"
          />
          <CodeField
            label="Code from your authenticator"
            help="Paste one, too"
            value={code}
            onChange={setCode}
            onComplete={(full) => toast(`The code is ${full}`)}
          />
        </FormSection>
        <FormSection title="Choices">
          <RadioGroup
            label="First factor"
            cards
            choices={[
              {
                id: 'a',
                label: 'Password',
                description: 'Everyone signs in with their own password.',
              },
              { id: 'b', label: 'Single sign-on', description: 'Your identity provider decides.' },
            ]}
            value={kind}
            onChange={setKind}
          />
          <Checkbox defaultSelected description="14 hubs, without their members">
            Hubs
          </Checkbox>
          <Checkbox isIndeterminate>Roles</Checkbox>
          <Checkbox isDisabled>Flows</Checkbox>
          <Switch spread defaultSelected description="They get a mail with a link.">
            Members may invite
          </Switch>
        </FormSection>
        <FormActions>
          <SubmitButton />
          <Button kind="ghost">Cancel</Button>
          <Button isPending>Waiting</Button>
          <Button
            disabledReason="Your role Planner does not include “Edit settings”"
            icon={<Pencil size={14} />}
          >
            Edit
          </Button>
        </FormActions>
      </Form>
      <Card title="Pieces" lead="Everything small" action={<Link href="/ui">See all</Link>}>
        <div style={{ display: 'flex', flexWrap: 'wrap', gap: 12, alignItems: 'center' }}>
          {Array.from({ length: 12 }, (_, n) => (
            <OrganizationTile
              key={id(n)}
              id={id(n)}
              name={`${String.fromCharCode(65 + n)}cme`}
              size={32}
            />
          ))}
          <Avatar id={id(40)} name="Budi Santoso" size={40} />
          <Pictures />
          <Badge>Current</Badge>
          <Badge tone="accent">Owner</Badge>
          <Badge tone="green">Active</Badge>
          <Badge tone="amber">Invited</Badge>
          <Badge tone="red">Suspended</Badge>
          <Badge tone="blue">Single sign-on</Badge>
          <IconButton label="Edit" icon={<Pencil size={16} />} kind="secondary" />
          <Menu trigger={<Button>Menu</Button>}>
            <MenuItem icon={<Pencil size={16} />} keys="e">
              Rename
            </MenuItem>
            <MenuItem icon={<UserPlus size={16} />} disabledReason="Only owners invite owners">
              Invite
            </MenuItem>
            <MenuLine />
            <MenuItem danger icon={<Trash2 size={16} />}>
              Delete
            </MenuItem>
          </Menu>
          <Button
            onPress={() =>
              toast({ text: 'Hub saved', action: { label: 'Undo', run: () => undefined } })
            }
          >
            Toast
          </Button>
          <Button
            onPress={() =>
              toast({ text: 'Nothing was saved', description: 'No answer', tone: 'error' })
            }
          >
            Error toast
          </Button>
        </div>
      </Card>
      <Dialog
        title="Switch organization"
        lead="Choose where to work next."
        isOpen={open === 'dialog'}
        onClose={() => setOpen(null)}
        note="Your session in Acme ends when the switch is done."
        actions={
          <>
            <Button onPress={() => setOpen(null)}>Cancel</Button>
            <Button kind="primary">Switch</Button>
          </>
        }
      >
        <ListSkeleton rows={3} label="Organizations" />
      </Dialog>
      <ConfirmDialog
        title="Delete the hub Jakarta?"
        confirm="Delete hub"
        danger
        isOpen={open === 'confirm'}
        onConfirm={() => setOpen(null)}
        onClose={() => setOpen(null)}
      >
        It has no members and no tasks. This cannot be undone.
      </ConfirmDialog>
    </Page>
  )
}

function States() {
  const failure = new ApiError({
    type: '/problems/unexpected',
    title: 'Something went wrong on our side',
    status: 500,
    instance: 'urn:uuid:0199a2b4-7c11-7d42-9a3e-5f0c1b2d3e4f',
  })
  return (
    <Page title="States">
      <Card flush>
        <EmptyState
          icon={<Inbox size={20} />}
          title="No tasks yet"
          action={
            <Button kind="primary" icon={<Plus size={16} />}>
              New task
            </Button>
          }
        >
          A task is one piece of work at one place, made from a flow. Nobody has made one in Jakarta
          yet.
        </EmptyState>
      </Card>
      <Card flush>
        <ErrorState error={failure} retry={() => undefined} />
      </Card>
      <Card title="Loading">
        <Table
          label="Tasks"
          columns={columns}
          rows={undefined}
          rowKey={() => ''}
          rowLabel={() => ''}
          empty={null}
        />
        <FormSkeleton label="Form" fields={2} />
      </Card>
      <Card title="Progress">
        <ProgressBar label="Importing users" value={34} note="340 of 1,000" />
        <ProgressBar label="Preparing samples" isIndeterminate />
      </Card>
    </Page>
  )
}

function SignInSample() {
  const { i18n } = useTranslation()
  return (
    <CardPage
      title="Sign in to Foyer"
      below={
        <Link onPress={() => void chooseLanguage(i18n.language === 'id' ? 'en' : 'id')}>
          Use my organization’s sign-in
        </Link>
      }
    >
      <Form onSubmit={() => undefined}>
        <TextField label="E-mail" type="email" name="email" size="large" autoComplete="username" />
        <PasswordField
          label="Password"
          name="password"
          size="large"
          autoComplete="current-password"
          aside={<Link href="/ui">Forgot?</Link>}
        />
        <SubmitButton size="large" wide>
          Sign in
        </SubmitButton>
      </Form>
    </CardPage>
  )
}

/** A square out of a picture, as of a logo and of a person. */
function Pictures() {
  const [file, setFile] = useState<File | null>(null)
  const [cut, setCut] = useState<string | null>(null)
  return (
    <>
      <FileDrop
        label="Choose a picture"
        taken="PNG, JPEG or WebP, up to 20 MB"
        types={['image/png', 'image/jpeg', 'image/webp']}
        bytesMax={20e6}
        onFile={setFile}
      />
      <PictureEditor
        title="Picture"
        file={file}
        shape="square"
        onClose={() => setFile(null)}
        onSave={(picture) => {
          setFile(null)
          setCut(URL.createObjectURL(picture))
        }}
      />
      {cut && <OrganizationTile id={id(1)} name="Cut" logoUrl={cut} size={56} />}
      {cut && <Avatar id={id(1)} name="Cut" photoUrl={cut} size={56} />}
    </>
  )
}
