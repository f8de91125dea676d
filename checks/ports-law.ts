import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/**
 * Time, timers and randomness come in through ports, and nothing outside `platform/` reaches past
 * them: what does can't be simulated. This reads the syntax tree, so a word in a comment is no fault
 * and an alias of `globalThis` is no way round.
 */
export interface PortFault {
  readonly file: string;
  readonly line: number;
  readonly what: string;
}

/** Folders and files that may reach the machine: adapters, their tests, pages, benches. */
export function isExempt(file: string): boolean {
  return file.startsWith('platform/') || file.startsWith('bench/') || file.includes('/web/');
}

const forbiddenMembers = new Map<string, readonly string[]>([
  ['Date', ['now']],
  ['performance', ['now', 'timeOrigin']],
  ['process', ['hrtime', 'uptime']],
  ['Temporal', ['Now']],
  ['AbortSignal', ['timeout']],
  ['Math', ['random']],
]);

const forbiddenGlobals = new Set(['setTimeout', 'setInterval', 'setImmediate', 'FinalizationRegistry']);

const forbiddenModules = /^(node:)?(timers(\/promises)?|fs\/promises|dns(\/promises)?|perf_hooks)$/;

/** Of these modules only what ends in `Sync`, types, constants and the listed names may be imported. */
const synchronousOnly = new Map<string, readonly string[]>([
  ['fs', ['constants', 'createReadStream', 'createWriteStream', 'watch']],
  ['zlib', ['constants', 'crc32']],
]);

const forbiddenCrypto = new Set([
  'randomBytes',
  'randomUUID',
  'randomInt',
  'randomFill',
  'randomFillSync',
  'getRandomValues',
  'webcrypto',
  'pbkdf2',
  'scrypt',
  'generateKeyPair',
]);

export function findPortFaults(baseDir: string, files: readonly string[]): PortFault[] {
  return files
    .filter((file) => !isExempt(file))
    .flatMap((file) => faultsIn(file, readFileSync(join(baseDir, file), 'utf8')));
}

export function faultsIn(file: string, text: string): PortFault[] {
  const faults: PortFault[] = [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const report = (node: ts.Node, what: string) => {
    const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
    faults.push({ file, line, what });
  };
  const visit = (node: ts.Node): void => {
    checkMember(node, report);
    checkGlobal(node, report);
    checkModule(node, report);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return faults;
}

type Report = (node: ts.Node, what: string) => void;

/** `Date.now`, `globalThis.Math['random']` and the like. */
function checkMember(node: ts.Node, report: Report): void {
  let owner: ts.Expression;
  let member: string;
  if (ts.isPropertyAccessExpression(node)) {
    owner = node.expression;
    member = node.name.text;
  } else if (ts.isElementAccessExpression(node) && ts.isStringLiteral(node.argumentExpression)) {
    owner = node.expression;
    member = node.argumentExpression.text;
  } else {
    return;
  }
  const name = ts.isIdentifier(owner)
    ? owner.text
    : ts.isPropertyAccessExpression(owner)
      ? owner.name.text
      : '';
  if (forbiddenMembers.get(name)?.includes(member)) report(node, `${name}.${member}`);
  if ((name === 'globalThis' || name === 'global') && forbiddenGlobals.has(member))
    report(node, `${name}.${member}`);
  if (name === 'crypto' && forbiddenCrypto.has(member)) report(node, `crypto.${member}`);
}

/** `setTimeout(…)`, `const t = setTimeout`, `new Date()`, `Date()`, `const { now } = Date`. */
function checkGlobal(node: ts.Node, report: Report): void {
  if (ts.isIdentifier(node) && forbiddenGlobals.has(node.text) && isValueUse(node)) report(node, node.text);
  if (ts.isNewExpression(node) && isDate(node.expression) && !node.arguments?.length)
    report(node, 'new Date()');
  if (ts.isCallExpression(node) && isDate(node.expression)) report(node, 'Date()');
  if (
    ts.isVariableDeclaration(node) &&
    ts.isObjectBindingPattern(node.name) &&
    node.initializer &&
    ts.isIdentifier(node.initializer)
  ) {
    for (const element of node.name.elements) {
      const member = (element.propertyName ?? element.name).getText();
      if (forbiddenMembers.get(node.initializer.text)?.includes(member))
        report(node, `${node.initializer.text}.${member}`);
    }
  }
}

function isDate(node: ts.Expression): boolean {
  return ts.isIdentifier(node) && node.text === 'Date';
}

/** True where an identifier stands for the global itself, not for a name of our own. */
function isValueUse(node: ts.Identifier): boolean {
  const parent = node.parent;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  return !(
    ts.isPropertySignature(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isMethodSignature(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isTypeReferenceNode(parent) ||
    ts.isTypeQueryNode(parent)
  );
}

function checkModule(node: ts.Node, report: Report): void {
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [name] = node.arguments;
    if (name && ts.isStringLiteral(name) && forbiddenModules.test(name.text))
      report(node, `import('${name.text}')`);
  }
  if (!ts.isImportDeclaration(node) || !ts.isStringLiteral(node.moduleSpecifier)) return;
  const module = node.moduleSpecifier.text;
  const clause = node.importClause;
  if (forbiddenModules.test(module)) report(node, `import of ${module}`);
  if (!clause || clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return;
  const bare = module.replace(/^node:/, '');
  const allowed = synchronousOnly.get(bare);
  const named = clause.namedBindings;
  if (allowed && (clause.name || (named && ts.isNamespaceImport(named)))) report(node, `whole of ${module}`);
  if (!named || !ts.isNamedImports(named)) return;
  for (const element of named.elements) {
    const imported = (element.propertyName ?? element.name).text;
    if (element.isTypeOnly) continue;
    if (allowed && !imported.endsWith('Sync') && !allowed.includes(imported))
      report(element, `${module}: ${imported}`);
    if (bare === 'crypto' && forbiddenCrypto.has(imported)) report(element, `${module}: ${imported}`);
  }
}
