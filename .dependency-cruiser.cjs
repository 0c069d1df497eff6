/**
 * The import rule of the house. Each list stands from the bottom up: a file imports from its own
 * place or a lower one, never from a higher one. A wish to import upwards means a missing lower
 * noun, or work that belongs in the higher place.
 */
const layers = ['platform', 'outside', 'access', 'http']

const modules = [
  'audit',
  'mail',
  'files',
  'operations',
  'table-imports',
  'identities',
  'organizations',
  'hubs',
  'roles',
  'members',
  'door',
  'sso',
  'sessions',
  'credentials',
  'joining',
  'attachments',
  'flows',
  'tasks',
  'founding',
  'programs',
  'billing',
  'integrations',
  'closing',
  'demo',
]

const serverPlaces = [...layers, ...modules]
const either = (names) => `(?:${names.join('|')})`

const tests = '\\.test\\.tsx?$'
const testing = `(^test/|^e2e/|^bench/|${tests})`

/** Files that stand alone in web/ and know no screen: api.ts, paths.ts, … */
const webGround = '^web/[^/]+(?<!\\.d)\\.ts$'

/** Web folders with a place of their own; every other folder of web/ is an area. */
const webBase = ['locales', 'ui', 'shell']
const webArea = `^web/(?!${either(webBase)}/)([^/]+)/`

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

const upwards = serverPlaces.map((place, at) =>
  forbid(
    `server/${place} is below`,
    'server: platform < outside < access < http < modules in their order < app < commands < main',
    { path: `^server/${place}/`, pathNot: tests },
    {
      path: `^server/(${[...serverPlaces.slice(at + 1).map((name) => `${name}/`), 'app\\.ts$', 'commands/', 'main\\.ts$'].join('|')})`,
    },
  ),
)

module.exports = {
  forbidden: [
    ...upwards,
    forbid(
      'server has known places',
      'A new module gets its place in the order of .dependency-cruiser.cjs first.',
      {},
      {
        path: '^server/[^/]+/',
        pathNot: `^server/${either([...serverPlaces, 'commands', 'migrations'])}/`,
      },
    ),
    forbid(
      'app is below main',
      'main starts app, never the other way round.',
      { path: '^server/', pathNot: '^server/main\\.ts$' },
      { path: '^server/main\\.ts$' },
    ),
    forbid(
      'app is below commands',
      'A command of the operator may start app, never the other way round.',
      { path: '^server/(app|config)\\.ts$' },
      { path: '^server/commands/' },
    ),
    forbid(
      'config is a value',
      'config.ts is read by main.ts; everyone else is handed the values that they need.',
      { path: '^server/', pathNot: `(^server/(main|app|config)\\.ts$|${tests})` },
      { path: '^server/config\\.ts$', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'only app mounts routes',
      'server/app.ts is the one list of what the server answers.',
      { pathNot: `(^server/app\\.ts$|${tests})` },
      { path: '^server/.*/routes\\.ts$' },
    ),
    forbid(
      'hono stays in http',
      'The HTTP framework is replaceable: only server/http and main.ts know it.',
      { pathNot: '^server/(http/|main\\.ts$)' },
      { path: 'node_modules/(hono|@hono)/' },
    ),
    forbid(
      'api imports nothing of ours',
      'The contract and the client are published: api/ knows zod and itself.',
      { path: '^api/', pathNot: tests },
      { pathNot: '(^api/|node_modules/zod/)' },
    ),
    forbid(
      'api tests know only api',
      'What is published is tested by itself.',
      { path: '^api/' },
      { path: '^(server|web)/' },
    ),
    forbid(
      'server never imports web',
      'They meet in api/.',
      { path: '^server/' },
      { path: '^web/' },
    ),
    forbid(
      'web never imports server',
      'They meet in api/.',
      { path: '^web/' },
      { path: '^server/' },
    ),
    forbid(
      'web: its ground is below',
      'web: api < api.ts, paths.ts and the other files of web/ < ui < shell < areas < routes',
      { path: webGround, pathNot: tests },
      { path: '^web/', pathNot: `(${webGround}|^web/locales/)` },
    ),
    forbid(
      'web: ui is below',
      'web: api < api.ts, paths.ts and the other files of web/ < ui < shell < areas < routes',
      { path: '^web/ui/', pathNot: tests },
      { path: '^web/', pathNot: `(${webGround}|^web/(ui|locales)/)` },
    ),
    forbid(
      'web: shell is below',
      'web: api < api.ts, paths.ts and the other files of web/ < ui < shell < areas < routes',
      { path: '^web/shell/', pathNot: tests },
      { path: '^web/', pathNot: `(${webGround}|^web/(ui|shell|locales)/)` },
    ),
    forbid(
      'web: areas never import areas',
      'What two areas share belongs in ui/ or shell/.',
      { path: webArea },
      { path: webArea, pathNot: '^web/$1/' },
    ),
    forbid(
      'web: areas are below routes',
      'web: api < api.ts, paths.ts and the other files of web/ < ui < shell < areas < routes',
      { path: webArea },
      { path: '^web/(routes|main)\\.tsx$' },
    ),
    forbid(
      'web: routes are below main',
      'main.tsx only starts the application.',
      { path: '^web/routes\\.tsx$' },
      { path: '^web/main\\.tsx$' },
    ),
    forbid(
      'product never imports tests',
      'Tests know the product, never the other way round.',
      { path: '^(api|server|web)/', pathNot: tests },
      { path: testing },
    ),
    forbid(
      'product stands on dependencies',
      'What the server needs at run time is a dependency, not a devDependency.',
      { path: '^(api|server)/', pathNot: tests },
      {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only'],
      },
    ),
    forbid('no cycles', 'Two files that need each other are one file.', {}, { circular: true }),
    forbid(
      'everything resolves',
      'The file or package is missing.',
      // A .d.ts file may lean on packages that are nothing but types; tsc judges those.
      { pathNot: '\\.d\\.ts$' },
      { couldNotResolve: true },
    ),
  ],
  options: {
    // The native TypeScript compiler has no API; swc parses .ts and .tsx, type imports included.
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|data|coverage|\\.artifacts)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.css'],
    },
  },
}
