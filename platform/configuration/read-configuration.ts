import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { z } from 'zod';
import { ConfigurationError } from './configuration-error.ts';
import { describeIssue } from './describe-issue.ts';

/** A configuration file is text that people write; anything longer is some other file. */
const largestBytes = 1024 * 1024;

export type Frozen<T> = T extends Uint8Array
  ? T
  : T extends (infer Item)[]
    ? readonly Frozen<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Frozen<T[Key]> }
      : T;

/**
 * Reads a YAML or JSON file (JSON is YAML), validates it once and freezes it to the last leaf. Use
 * `z.strictObject` throughout, so that an unknown key is a fault and not a silent default. Throws
 * `ConfigurationError` naming the file, the key, what is wrong and what to write instead.
 */
export function readConfiguration<S extends z.ZodType>(file: string, schema: S): Frozen<z.output<S>> {
  return checkConfiguration(file, parseText(file, readText(file)), schema);
}

/** As `readConfiguration`, for a value that is already parsed; `source` stands where the file's name would. */
export function checkConfiguration<S extends z.ZodType>(
  source: string,
  value: unknown,
  schema: S,
): Frozen<z.output<S>> {
  const outcome = schema.safeParse(value);
  if (outcome.success) return freezeDeeply(outcome.data) as Frozen<z.output<S>>;
  throw new ConfigurationError(
    source,
    outcome.error.issues.flatMap((issue) => describeIssue(issue, value, schema)),
  );
}

function readText(file: string): string {
  try {
    const text = readFileSync(file, 'utf8');
    if (text.length > largestBytes) {
      throw new ConfigurationError(file, [
        `the file has more than ${largestBytes} characters: is it the right one?`,
      ]);
    }
    return text;
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT')
      throw new ConfigurationError(file, ['there is no such file; name another with --config FILE']);
    throw new ConfigurationError(file, [
      `can't be read (${code ?? (error as Error).message}); check its permissions`,
    ]);
  }
}

function parseText(file: string, text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 100 });
  } catch (error) {
    throw new ConfigurationError(file, [`is neither YAML nor JSON: ${(error as Error).message}`]);
  }
}

function freezeDeeply<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const key of Object.keys(value)) freezeDeeply((value as Record<string, unknown>)[key]);
  // Bytes can't be frozen; they are small and of one owner.
  return ArrayBuffer.isView(value) ? value : Object.freeze(value);
}
