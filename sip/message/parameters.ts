import { isSpaceCode, isTokenCode, sameWord, skipQuoted, skipSpace, skipToken, unquote } from './scan.ts';

/** One `;name=value` of a header. Names are compared without regard to case and written as they came. */
export interface Parameter {
  readonly name: string;
  /** As written, quotes included; `undefined` when there was no `=`. */
  readonly value: string | undefined;
}

export type Parameters = readonly Parameter[];

export const noParameters: Parameters = Object.freeze([]);

/**
 * Reads `*( SEMI generic-param )` from `at` to the end (RFC 3261 §25.1). `undefined` when it is
 * malformed: an empty name, an open quote, anything that is not a parameter.
 */
export function readParameters(text: string, at: number): Parameters | undefined {
  let i = skipSpace(text, at);
  if (i >= text.length) return noParameters;
  const found: Parameter[] = [];
  while (i < text.length) {
    if (text.charCodeAt(i) !== 0x3b) return undefined;
    const nameStart = skipSpace(text, i + 1);
    i = skipToken(text, nameStart);
    if (i === nameStart) return undefined;
    const name = text.slice(nameStart, i);
    i = skipSpace(text, i);
    let value: string | undefined;
    if (text.charCodeAt(i) === 0x3d) {
      const valueStart = skipSpace(text, i + 1);
      i = skipValue(text, valueStart);
      if (i < 0) return undefined;
      value = text.slice(valueStart, i);
      i = skipSpace(text, i);
    }
    found.push({ name, value });
  }
  return found;
}

/** A token, host (IPv6 reference too) or quoted string; -1 when there is none. */
function skipValue(text: string, at: number): number {
  if (text.charCodeAt(at) === 0x22) return skipQuoted(text, at);
  let i = at;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    if (!isTokenCode(code) && !isHostMark(code) && code < 128) break;
    i++;
  }
  if (i === at) return -1;
  const code = text.charCodeAt(i);
  return i === text.length || code === 0x3b || isSpaceCode(code) ? i : -1;
}

/** `[`, `]`, `:` of IPv6 references, and `/ @ = &` that the field puts into values all the same. */
function isHostMark(code: number): boolean {
  return (
    code === 0x5b ||
    code === 0x5d ||
    code === 0x3a ||
    code === 0x2f ||
    code === 0x40 ||
    code === 0x3d ||
    code === 0x26
  );
}

export function findParameter(parameters: Parameters, name: string): Parameter | undefined {
  for (let i = 0; i < parameters.length; i++) {
    const parameter = parameters[i]!;
    if (sameWord(parameter.name, name)) return parameter;
  }
  return undefined;
}

export function hasParameter(parameters: Parameters, name: string): boolean {
  return findParameter(parameters, name) !== undefined;
}

/** The value with its quotes undone; `undefined` when the parameter is absent or has none. */
export function parameterValue(parameters: Parameters, name: string): string | undefined {
  const value = findParameter(parameters, name)?.value;
  return value !== undefined && value.charCodeAt(0) === 0x22 ? unquote(value) : value;
}

/** A copy in which `name` has `value`, in its old place or at the end. */
export function withParameter(parameters: Parameters, name: string, value: string | undefined): Parameters {
  const at = parameters.findIndex((parameter) => sameWord(parameter.name, name));
  return at < 0
    ? [...parameters, { name, value }]
    : parameters.with(at, { name: parameters[at]!.name, value });
}

export function withoutParameter(parameters: Parameters, name: string): Parameters {
  return parameters.filter((parameter) => !sameWord(parameter.name, name));
}

export function writeParameters(parameters: Parameters): string {
  let text = '';
  for (const { name, value } of parameters) text += value === undefined ? `;${name}` : `;${name}=${value}`;
  return text;
}
