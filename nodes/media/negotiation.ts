import type { Address } from '../../kernel/ports/datagram.ts';
import { type Codec, type Direction, type MediaDescription, MediaError } from './gateway.ts';

/** Payload type that we offer for `telephone-event`; an answer takes the offer's (RFC 3264 section 6.1). */
export const telephoneEventOffered = 101;

/** What two descriptions come to, for the one side that is ours. */
export interface Agreement {
  readonly codec: Codec;
  /** Payload type under which digits are sent to the other side; `undefined`: it takes none. */
  readonly telephoneEvent: number | undefined;
  readonly maySend: boolean;
  readonly mayReceive: boolean;
  /** What we say of ourselves. */
  readonly local: MediaDescription;
}

export function offer(address: Address, codecs: readonly Codec[]): MediaDescription {
  return { address, codecs, telephoneEvent: telephoneEventOffered, direction: 'sendrecv' };
}

/**
 * Pairs the other side's description with the laws we take: the first of its list that we know. Throws
 * `MediaError` `no-common-codec`, to be answered with 488 (RFC 3261 section 21.4.26).
 */
export function agree(
  address: Address,
  codecs: readonly Codec[],
  remote: MediaDescription,
  telephoneEvent: number | undefined,
): Agreement {
  const codec = remote.codecs.find((theirs) => codecs.includes(theirs));
  if (!codec) {
    const theirs = remote.codecs.join(', ') || 'none of G.711';
    throw new MediaError(
      'no-common-codec',
      `the other side takes ${theirs}, this gateway ${codecs.join(', ')}; refuse the call with 488`,
      false,
    );
  }
  const held = remote.address.host === '0.0.0.0' || remote.address.port === 0;
  return {
    codec,
    telephoneEvent: remote.telephoneEvent,
    maySend: !held && (remote.direction === 'sendrecv' || remote.direction === 'recvonly'),
    mayReceive: !held && (remote.direction === 'sendrecv' || remote.direction === 'sendonly'),
    local: {
      address,
      codecs: [codec],
      telephoneEvent: remote.telephoneEvent === undefined ? undefined : telephoneEvent,
      direction: mirrored[remote.direction],
    },
  };
}

const mirrored: Record<Direction, Direction> = {
  sendrecv: 'sendrecv',
  sendonly: 'recvonly',
  recvonly: 'sendonly',
  inactive: 'inactive',
};
