import { type BusinessRequest, type BusinessType, canonicalJson } from '../kernel/transaction/business.ts';
import { Refusal } from '../kernel/transaction/refusal.ts';

/** A request as a carrier read it: the right types, nothing checked yet. */
export interface RawRequest {
  readonly type: string;
  readonly customer: string;
  readonly key: string;
  /** How long the answer may still take; `undefined`: as long as its type usually may. */
  readonly deadlineMs: number | undefined;
  /** How long its carrier keeps the call open, ms; Infinity where that is not told. */
  readonly carrierLeftMs: number;
  /** What the payload says, already parsed from JSON. */
  readonly payload: unknown;
  readonly asker: string;
  readonly callId: string;
}

const shapes = {
  customer: [/^[\w.@+-]{0,64}$/, 'at most 64 letters, digits, and . _ @ + -'],
  key: [/^[\w.:@/+-]{1,128}$/, 'at most 128 letters, digits, and . _ : @ / + -, and not empty'],
  asker: [/^[\w.@+-]{1,64}$/, 'at most 64 letters, digits, and . _ @ + -, and not empty'],
  callId: [/^[\w.@-]{0,128}$/, 'at most 128 letters, digits, and . _ @ -'],
} as const;

/** Checks a request against the types that this gateway serves. Throws `Refusal`; nothing is journalled for it. */
export function checkRequest(
  raw: RawRequest,
  mode: BusinessType['mode'],
  types: ReadonlyMap<string, BusinessType>,
  deadlineMsMax: number,
): BusinessRequest {
  const type = types.get(raw.type);
  if (!type) throw new Refusal('unknown-type', `this gateway serves no "${raw.type.slice(0, 48)}"`);
  if (type.mode !== mode) {
    const instead = type.mode === 'write' ? 'submit it' : 'query it';
    throw new Refusal('wrong-mode', `"${type.name}" is a ${type.mode}; ${instead}`);
  }
  for (const name of ['customer', 'asker', 'callId'] as const) checkWord(name, raw[name]);
  if (mode === 'write') checkWord('key', raw.key);
  if (mode === 'write' && raw.customer === '') {
    throw new Refusal('bad-request', 'customer: a write needs the customer whose business it is');
  }
  return {
    type,
    customer: raw.customer,
    key: raw.key,
    payload: checkPayload(raw.payload, type),
    asker: raw.asker,
    callId: raw.callId,
    deadlineMs: checkDeadline(raw, type.deadlineMs, deadlineMsMax),
  };
}

/** For questions about a transaction too. Whoever stops listening first sets the limit. */
export function checkDeadline(
  raw: Pick<RawRequest, 'deadlineMs' | 'carrierLeftMs'>,
  usualMs: number,
  maxMs: number,
): number {
  const asked = raw.deadlineMs ?? usualMs;
  if (Number.isNaN(asked)) throw new Refusal('bad-request', 'deadlineMs: not a number');
  if (asked > maxMs) throw new Refusal('bad-request', `deadlineMs: at most ${maxMs}`);
  const leftMs = Math.min(asked, raw.carrierLeftMs);
  if (leftMs > 0) return leftMs;
  throw new Refusal('past-deadline', 'the time for an answer was over on arrival; nothing was done');
}

function checkWord(name: keyof typeof shapes, value: string): void {
  const [shape, sentence] = shapes[name];
  if (!shape.test(value)) throw new Refusal('bad-request', `${name}: ${sentence}`);
}

function checkPayload(payload: unknown, type: BusinessType): string {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
    throw new Refusal('bad-request', 'payload: write a JSON object');
  }
  const text = canonicalJson(payload);
  if (text === undefined) throw new Refusal('bad-request', 'payload: nested too deeply');
  const bytes = Buffer.byteLength(text, 'utf8');
  if (bytes > type.payloadBytesMax) {
    throw new Refusal(
      'payload-too-large',
      `payload: ${bytes} bytes, "${type.name}" takes ${type.payloadBytesMax}`,
    );
  }
  return text;
}
