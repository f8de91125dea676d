import { SipError } from './fault.ts';
import { headerKey, properName } from './header-names.ts';
import { splitList } from './scan.ts';

/**
 * The headers of one message, in order. Names are found whatever their case or compact form; Via,
 * Route, Record-Route, Contact and Path stand one value to an entry, everything else one line to an
 * entry, as it came. Parsed forms are kept beside the text, so that nothing is parsed twice.
 *
 * Changing a message's headers changes that message: `copy` first when somebody else holds it.
 */
export class SipHeaders {
  #keys: string[];
  #names: string[];
  #values: string[];
  #parsed: unknown[];

  constructor() {
    this.#keys = [];
    this.#names = [];
    this.#values = [];
    this.#parsed = [];
  }

  get size(): number {
    return this.#keys.length;
  }

  copy(): SipHeaders {
    const copy = new SipHeaders();
    copy.#keys = this.#keys.slice();
    copy.#names = this.#names.slice();
    copy.#values = this.#values.slice();
    copy.#parsed = this.#parsed.slice();
    return copy;
  }

  has(name: string): boolean {
    return this.#keys.includes(headerKey(name));
  }

  /** How many entries the header has. */
  count(name: string): number {
    const key = headerKey(name);
    let count = 0;
    for (let i = 0; i < this.#keys.length; i++) if (this.#keys[i] === key) count++;
    return count;
  }

  /** The first entry's text. */
  get(name: string): string | undefined {
    const at = this.#keys.indexOf(headerKey(name));
    return at < 0 ? undefined : this.#values[at];
  }

  /** All entries' text, in order. */
  all(name: string): string[] {
    const key = headerKey(name);
    return this.#values.filter((_, i) => this.#keys[i] === key);
  }

  /** All values of a comma-separated header, such as Require or Allow; malformed lists come back unsplit. */
  list(name: string): string[] {
    return this.all(name)
      .flatMap((line) => splitList(line) ?? [line])
      .filter((item) => item !== '');
  }

  /** The first entry in its parsed form; `undefined` when there is none or `parse` refuses it. */
  parsed<T extends object>(name: string, parse: (text: string) => T | undefined): T | undefined {
    const at = this.#keys.indexOf(headerKey(name));
    return at < 0 ? undefined : this.parsedAt(at, parse);
  }

  /** All entries in their parsed form, those that `parse` refuses left out. */
  parsedAll<T extends object>(name: string, parse: (text: string) => T | undefined): T[] {
    const key = headerKey(name);
    const found: T[] = [];
    for (let i = 0; i < this.#keys.length; i++) {
      if (this.#keys[i] !== key) continue;
      const parsed = this.parsedAt(i, parse);
      if (parsed !== undefined) found.push(parsed);
    }
    return found;
  }

  /** The entry at a place; a header is always parsed by the same parser, so one slot for each is enough. */
  parsedAt<T extends object>(at: number, parse: (text: string) => T | undefined): T | undefined {
    const kept = this.#parsed[at];
    if (kept !== undefined) return kept as T;
    const parsed = parse(this.#values[at]!);
    this.#parsed[at] = parsed;
    return parsed;
  }

  /** Adds an entry at the end. */
  add(name: string, value: string): this {
    this.append(headerKey(name), name, guard(name, value));
    return this;
  }

  /** Adds an entry before the first of its name, or at the top of the message (Via, Route, Record-Route). */
  prepend(name: string, value: string): this {
    const key = headerKey(name);
    const at = Math.max(0, this.#keys.indexOf(key));
    this.#keys.splice(at, 0, key);
    this.#names.splice(at, 0, properName(key, name));
    this.#values.splice(at, 0, guard(name, value));
    this.#parsed.splice(at, 0, undefined);
    return this;
  }

  /** One entry in place of all that were there; at the first one's place, or at the end. */
  set(name: string, value: string): this {
    const key = headerKey(name);
    const at = this.#keys.indexOf(key);
    if (at < 0) return this.add(name, value);
    this.replaceFirst(name, value);
    for (let i = this.#keys.length - 1; i > at; i--) if (this.#keys[i] === key) this.#cut(i);
    return this;
  }

  /** A new text for the first entry; the others stay. No effect when there is none. */
  replaceFirst(name: string, value: string): this {
    const at = this.#keys.indexOf(headerKey(name));
    if (at < 0) return this;
    this.#values[at] = guard(name, value);
    this.#parsed[at] = undefined;
    return this;
  }

  removeFirst(name: string): this {
    const at = this.#keys.indexOf(headerKey(name));
    if (at >= 0) this.#cut(at);
    return this;
  }

  remove(name: string): this {
    const key = headerKey(name);
    for (let i = this.#keys.length - 1; i >= 0; i--) if (this.#keys[i] === key) this.#cut(i);
    return this;
  }

  #cut(at: number): void {
    this.#keys.splice(at, 1);
    this.#names.splice(at, 1);
    this.#values.splice(at, 1);
    this.#parsed.splice(at, 1);
  }

  /** For the parser, which knows key and value to be sound. */
  append(key: string, asWritten: string, value: string): void {
    this.#keys.push(key);
    this.#names.push(properName(key, asWritten));
    this.#values.push(value);
    this.#parsed.push(undefined);
  }

  keyAt(at: number): string {
    return this.#keys[at]!;
  }

  valueAt(at: number): string {
    return this.#values[at]!;
  }

  /** Every line but Content-Length, which the writer knows better. */
  write(): string {
    let text = '';
    for (let i = 0; i < this.#keys.length; i++) {
      if (this.#keys[i] !== 'content-length') text += `${this.#names[i]}: ${this.#values[i]}\r\n`;
    }
    return text;
  }

  *[Symbol.iterator](): Iterator<readonly [name: string, value: string]> {
    for (let i = 0; i < this.#keys.length; i++) yield [this.#names[i]!, this.#values[i]!];
  }
}

/** A line break in a value would let its author write headers of his own. */
function guard(name: string, value: string): string {
  if (value.includes('\n') || value.includes('\r')) {
    throw new SipError('line-break-in-header', `The value for ${name} holds a line break; escape it first.`);
  }
  return value;
}
