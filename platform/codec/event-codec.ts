import type { MessageTypeDefinition } from '@grpc/proto-loader';
import { type Event, type Fact, factKinds } from '../../kernel/event/fact.ts';
import type { ProtoGrpcType } from '../../proto/generated/events.ts';
import type {
  Event as WireEvent,
  Event__Output as WireEventRead,
} from '../../proto/generated/tandem/v1/Event.ts';
import { loadContract } from '../grpc/load-contract.ts';

/**
 * Events to bytes and back, by `proto/events.proto`. The field of a fact in the envelope is its kind
 * with a small first letter; the types below don't compile when a kind has no field, a field no
 * kind, or a fact a property that the contract lacks.
 */
type FieldOf<Kind extends Fact['kind']> = Uncapitalize<Kind>;
type WireField = NonNullable<WireEventRead['fact']>;

type SameKeys<A, B> = [keyof A] extends [keyof B] ? ([keyof B] extends [keyof A] ? true : false) : false;
type Mapped = {
  [F in Fact as F['kind']]: FieldOf<F['kind']> extends WireField
    ? SameKeys<Omit<F, 'kind'>, NonNullable<WireEventRead[FieldOf<F['kind']>]>>
    : false;
};
type EveryFact = [WireField] extends [FieldOf<Fact['kind']>]
  ? Mapped extends Record<Fact['kind'], true>
    ? true
    : never
  : never;
/** Compiles only while contract and facts agree. */
export const contractHoldsEveryFact: EveryFact = true;

const wireType = loadContract<ProtoGrpcType>('events').tandem.v1.Event as MessageTypeDefinition<
  WireEvent,
  WireEventRead
>;

const kindOfField = new Map<string, Fact['kind']>(factKinds.map((kind) => [fieldOf(kind), kind]));

export function encodeEvent(event: Event): Uint8Array {
  const { kind, ...properties } = event.fact;
  return wireType.serialize({
    id: event.id,
    site: event.site,
    ownerEpoch: event.ownerEpoch,
    atMs: event.atMs,
    [fieldOf(kind)]: properties,
  });
}

/**
 * `undefined` for bytes that are no event, and for a fact of a kind that this version doesn't know:
 * the reader counts it and goes on.
 */
export function decodeEvent(bytes: Uint8Array): Event | undefined {
  let read: WireEventRead;
  try {
    read = wireType.deserialize(
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    ) as WireEventRead;
  } catch {
    return undefined;
  }
  const kind = read.fact && kindOfField.get(read.fact);
  const properties = read.fact && read[read.fact];
  if (!kind || !properties || !read.id) return undefined;
  return {
    id: read.id,
    site: read.site,
    ownerEpoch: read.ownerEpoch,
    atMs: read.atMs,
    fact: { kind, ...properties } as unknown as Fact,
  };
}

function fieldOf(kind: Fact['kind']): WireField {
  return (kind.charAt(0).toLowerCase() + kind.slice(1)) as WireField;
}
