import type { MessageTypeDefinition } from '@grpc/proto-loader';
import type { SiteState } from '../../kernel/site/state.ts';
import type { ProtoGrpcType } from '../../proto/generated/site.ts';
import type {
  SiteState as WireState,
  SiteState__Output as WireStateRead,
} from '../../proto/generated/tandem/v1/SiteState.ts';
import { loadContract } from '../grpc/load-contract.ts';

/**
 * A site's state as it lands on the compacted topic `site-state`, keyed by site: the same message as on
 * the streams between peers.
 */
export const siteStateTopic = 'site-state';

const wireType = loadContract<ProtoGrpcType>('site').tandem.v1.SiteState as MessageTypeDefinition<
  WireState,
  WireStateRead
>;

export function encodeSiteState(state: SiteState): Uint8Array {
  return wireType.serialize({ ...state, queues: [...state.queues], arrived: [...state.arrived] });
}

/** `undefined` for bytes that are no state of a named site. */
export function decodeSiteState(bytes: Uint8Array): SiteState | undefined {
  try {
    const read = wireType.deserialize(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    const { site, incarnation, number, whole, accepting, queues, arrived } = read as WireStateRead;
    if (site === '' || !incarnation) return undefined;
    return { site, incarnation, number, whole, accepting, queues, arrived };
  } catch {
    return undefined;
  }
}
