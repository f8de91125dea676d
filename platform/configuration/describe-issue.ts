import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** One sentence for each fault that validation found: the key, what is wrong with it, what to write instead. */
export function describeIssue(issue: Issue, value: unknown, schema: z.ZodType): string[] {
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, issue.path);
    return issue.keys.map(
      (key) => `unknown key "${formatPath([...issue.path, key])}"; ${suggest(key, known)}`,
    );
  }
  const path = formatPath(issue.path);
  const where = path === '' ? 'the whole file' : `"${path}"`;
  const found = valueAt(value, issue.path);
  if (found === undefined && issue.path.length > 0) return [`${where} is missing; ${wanted(issue)}`];
  return [`${where} is ${secretish.test(path) ? 'not as it should be' : show(found)}; ${wanted(issue)}`];
}

function wanted(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `write ${article(issue.expected)}`;
    case 'invalid_value':
      return `write ${oneOf(issue.values.map((each) => show(each)))}`;
    case 'too_small':
      return `it must be ${issue.inclusive ? 'at least' : 'more than'} ${amount(issue.origin, Number(issue.minimum))}`;
    case 'too_big':
      return `it must be ${issue.inclusive ? 'at most' : 'less than'} ${amount(issue.origin, Number(issue.maximum))}`;
    case 'invalid_format':
      return issue.pattern && issue.message.startsWith('Invalid string')
        ? `it must match ${issue.pattern}`
        : lowerFirst(issue.message);
    default:
      return lowerFirst(issue.message);
  }
}

function suggest(key: string, known: readonly string[]): string {
  if (known.length === 0) return 'remove it';
  const nearest = known.map((each) => ({ each, far: distance(key.toLowerCase(), each.toLowerCase()) }));
  nearest.sort((a, b) => a.far - b.far);
  const best = nearest[0]!;
  if (best.far <= Math.max(2, Math.floor(key.length / 3))) return `did you mean "${best.each}"?`;
  return `known here: ${known.join(', ')}`;
}

/** The keys that the schema knows at a path; empty where it is no object. */
function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at: Definition | undefined = definition(schema);
  for (const step of path) {
    if (at?.shape) at = definition(at.shape[String(step)]);
    else if (at?.element) at = definition(at.element);
    else if (at?.valueType) at = definition(at.valueType);
    else return [];
  }
  return at?.shape ? Object.keys(at.shape) : [];
}

interface Definition {
  readonly shape?: Record<string, unknown>;
  readonly element?: unknown;
  readonly valueType?: unknown;
  readonly innerType?: unknown;
  readonly in?: unknown;
}

/** Looks through optional, default, readonly, nullable and pipes to what they hold. */
function definition(schema: unknown): Definition | undefined {
  let at = (schema as { _zod?: { def?: Definition } } | undefined)?._zod?.def;
  for (let depth = 0; at && depth < 10; depth++) {
    const inner = at.innerType ?? (at.shape ? undefined : at.in);
    if (inner === undefined) return at;
    at = (inner as { _zod?: { def?: Definition } })._zod?.def;
  }
  return at;
}

function formatPath(path: readonly PropertyKey[]): string {
  let text = '';
  for (const step of path) {
    text += typeof step === 'number' ? `[${step}]` : text === '' ? String(step) : `.${String(step)}`;
  }
  return text;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Record<PropertyKey, unknown>)[step];
  }
  return at;
}

const secretish = /secret|password|key|token/i;

function show(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'a group of keys';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}..."` : text;
}

function amount(origin: string, count: number): string {
  if (origin === 'string') return `${count} characters long`;
  if (origin === 'array') return `${count} entries long`;
  return String(count);
}

function article(type: string): string {
  if (type === 'object') return 'a group of keys';
  if (type === 'array') return 'a list';
  if (type === 'boolean') return 'true or false';
  if (type === 'int') return 'a whole number';
  return `a ${type}`;
}

function oneOf(values: readonly string[]): string {
  return values.length === 1 ? values[0]! : `one of ${values.join(', ')}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** Levenshtein's distance. */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row.push(
        Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)),
      );
    }
    previous = row;
  }
  return previous[b.length]!;
}
