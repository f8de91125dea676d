/**
 * What business is: its types as data, a request as every site asks it, and the answers that an asker
 * can get. An answer is never a guess: `pending` is said where it can't be known.
 */
export interface BusinessType {
  /** As askers and back-ends call it: lower-case words with hyphens. */
  readonly name: string;
  readonly mode: 'read' | 'write';
  /**
   * What to do with a write in doubt while its asker still waits: send it again to the same back-end
   * under the same key, or only ask what became of it. Once the asker was told `pending` it is only asked.
   */
  readonly inDoubt: 'repeat' | 'inquire';
  /** For requests that bring none, ms. */
  readonly deadlineMs: number;
  /** Of the payload as compact JSON in UTF-8. */
  readonly payloadBytesMax: number;
}

/** One request, checked: its type exists, its parts have the right shape and size. */
export interface BusinessRequest {
  readonly type: BusinessType;
  /** Whose business it is; its writes keep their order by staying at one back-end. */
  readonly customer: string;
  /** The asker's name for this request; the same key never does anything twice. Empty for a query. */
  readonly key: string;
  /** Compact JSON of the payload, keys sorted, so that equal payloads are equal texts. */
  readonly payload: string;
  /** Who asks: an agent's id, `ivr`, a program. */
  readonly asker: string;
  /** The call in which it is asked; empty for none. */
  readonly callId: string;
  /** How long the answer may still take, from when the request was read, ms. */
  readonly deadlineMs: number;
}

/** What the asker of a write is told. The same key is told the same, except that `pending` ends one day. */
export type Answer = DoneAnswer | PendingAnswer | FailedAnswer;

export interface DoneAnswer {
  readonly state: 'done';
  readonly transactionId: string;
  readonly backend: string;
  /** The back-end's own number for it. */
  readonly sequence: number;
  /** JSON of what the back-end answered. */
  readonly result: string;
}

/** It may or may not have been done; it will be settled as one of the two. */
export interface PendingAnswer {
  readonly state: 'pending';
  readonly transactionId: string;
  readonly backend: string;
}

/** Nothing was applied, and under this key nothing ever will be. */
export interface FailedAnswer {
  readonly state: 'failed';
  readonly transactionId: string;
  readonly code: string;
  /** Worth asking again, under a new key. */
  readonly retriable: boolean;
  readonly message: string;
}

/** The name of a transaction follows from its key, so that every gateway gives the same request the same name. */
export function transactionIdOf(region: string, key: string, sha256Hex: (text: string) => string): string {
  return `t${sha256Hex(`${region}\n${key}`).slice(0, 24)}`;
}

/** What must be equal for two requests under one key to be the same request. */
export function fingerprintOf(request: BusinessRequest, sha256Hex: (text: string) => string): string {
  return sha256Hex(JSON.stringify([request.type.name, request.customer, request.payload])).slice(0, 32);
}

/** JSON with object keys in order and no spaces; `undefined` for what JSON can't say or nests deeper than 32. */
export function canonicalJson(value: unknown, depth = 0): string | undefined {
  if (depth > 32) return undefined;
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return Number.isFinite(value) ? JSON.stringify(value) : undefined;
  if (Array.isArray(value)) {
    const items = value.map((item) => canonicalJson(item, depth + 1));
    return items.includes(undefined) ? undefined : `[${items.join(',')}]`;
  }
  if (typeof value !== 'object') return undefined;
  const members: string[] = [];
  for (const name of Object.keys(value).sort()) {
    const text = canonicalJson((value as Record<string, unknown>)[name], depth + 1);
    if (text === undefined) return undefined;
    members.push(`${JSON.stringify(name)}:${text}`);
  }
  return `{${members.join(',')}}`;
}
