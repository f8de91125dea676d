/**
 * What passes the router without a transaction: requests inside dialogs that callers keep sending to us
 * although we record no route, and the responses to them (RFC 3261 §16.11). They go to a site's edge of
 * ours and nowhere else, so that nobody can use us as a relay.
 */
import { type Address, formatAddress } from '../../kernel/ports/datagram.ts';
import type { Hash } from '../../kernel/ports/hash.ts';
import { type Counter, type Metrics, noMetrics } from '../../kernel/ports/metrics.ts';
import {
  callIdOf,
  cseqOf,
  type SipMessage,
  type SipRequest,
  type SipResponse,
  topVia,
} from '../../sip/message/message.ts';
import { makeResponse } from '../../sip/message/response.ts';
import { uriAddress } from '../../sip/message/uri.ts';
import { magicCookie, responseTarget } from '../../sip/message/via.ts';
import type { TransactionLayer } from '../../sip/transaction/transaction-layer.ts';
import type { SipTransport } from '../../sip/transport/transport.ts';
import type { Trunks } from '../decision/trunks.ts';
import type { DialogTable } from './dialog-table.ts';
import { inDialogRequest, responseForCaller } from './forwarding.ts';
import { checkRequest, type Refusal, refuse } from './request-checks.ts';

export interface DialogGateOptions {
  readonly transport: SipTransport;
  readonly transactions: TransactionLayer;
  readonly edges: readonly Address[];
  readonly dialogs: DialogTable;
  readonly trunks: Trunks;
  readonly hash: Hash;
  /** 32 random bytes of this boot: proves that a response belongs to a request that passed here. */
  readonly branchKey: Uint8Array;
  readonly metrics?: Metrics;
}

export class DialogGate {
  readonly #options: DialogGateOptions;
  readonly #edges: ReadonlySet<string>;
  readonly #passed: Counter;
  readonly #refused: Counter;

  constructor(options: DialogGateOptions) {
    this.#options = options;
    this.#edges = new Set(options.edges.map(formatAddress));
    const metrics = options.metrics ?? noMetrics;
    this.#passed = metrics.counter(
      'tandem_router_in_dialog_total',
      'In-dialog messages passed on, by method',
    );
    this.#refused = metrics.counter(
      'tandem_router_in_dialog_refused_total',
      'In-dialog messages not passed on, by cause',
    );
  }

  /** A request with both tags, or an ACK for a 2xx: to its site, or refused. */
  request(request: SipRequest, source: Address): void {
    const refusal = this.#refusalOf(request, source);
    if (refusal) {
      this.#refuse(request, refusal.status, String(refusal.status));
      return;
    }
    const edge = this.#edgeFor(request);
    if (!edge) {
      this.#refuse(request, 481, 'unknown-dialog');
      return;
    }
    this.#passed.add(1, { method: methodLabel(request.method) });
    this.#options.transactions.sendStateless(inDialogRequest(request), edge, this.#branchFor(request));
    if (request.method === 'BYE') this.#options.dialogs.ending(callIdOf(request));
  }

  /** A response that no transaction of ours waits for: back to the caller if its request passed here. */
  response(response: SipResponse): void {
    const back = responseForCaller(response);
    if (!back || topVia(response).branch !== this.#branchFor(back)) {
      this.#refused.add(1, { cause: 'stray-response' });
      return;
    }
    const target = responseTarget(topVia(back));
    if (!target) {
      this.#refused.add(1, { cause: 'no-way-back' });
      return;
    }
    this.#options.transport.send(back, target);
  }

  #refusalOf(request: SipRequest, source: Address): Refusal | undefined {
    if (!this.#options.trunks.ofHost(source.host)) return refuse(403);
    return checkRequest(request, this.#options.transport.address);
  }

  #edgeFor(request: SipRequest): Address | undefined {
    const named = uriAddress(request.target);
    if (named && this.#edges.has(formatAddress(named))) return named;
    return this.#options.dialogs.find(callIdOf(request));
  }

  /** ACK is never answered (§17); everything else is, to where it came from. */
  #refuse(request: SipRequest, status: number, cause: string): void {
    this.#refused.add(1, { cause });
    const target = responseTarget(topVia(request));
    if (request.method === 'ACK' || !target) return;
    this.#options.transport.send(makeResponse(request, status), target);
  }

  /** The same for each repeat of a request, and to be had from its response by us alone. */
  #branchFor(message: SipMessage): string {
    const { hash, branchKey } = this.#options;
    const { number, method } = cseqOf(message);
    const text = `${message.headers.get('via')}\n${callIdOf(message)}\n${number} ${method}`;
    const digest = hash.hmacSha256(branchKey, new TextEncoder().encode(text));
    return `${magicCookie}-s-${Buffer.from(digest.buffer, digest.byteOffset, 12).toString('hex')}`;
  }
}

const knownMethods = new Set([
  'ACK',
  'BYE',
  'INVITE',
  'INFO',
  'UPDATE',
  'PRACK',
  'NOTIFY',
  'REFER',
  'OPTIONS',
  'MESSAGE',
]);

/** Labels come from a closed set, whatever the network sends. */
function methodLabel(method: string): string {
  return knownMethods.has(method) ? method : 'other';
}
