/** A site's edge as the router meets it: answers INVITEs as its script says, and remembers what came. */
import type { Address, DatagramSocket } from '../../kernel/ports/datagram.ts';
import type { Timers } from '../../kernel/ports/timers.ts';
import type { SimulatedNetwork } from '../../kernel/simulated/network.ts';
import { cseqOf, type SipRequest } from '../../sip/message/message.ts';
import { parseMessage } from '../../sip/message/parse.ts';
import { makeResponse, type ResponseOptions } from '../../sip/message/response.ts';
import { writeMessage } from '../../sip/message/write.ts';

/** `at`: ms after the INVITE came. */
export interface ScriptedAnswer {
  readonly at: number;
  readonly status: number;
}

export class ScriptedEdge {
  readonly site: string;
  readonly address: Address;
  /** What it does with each new INVITE; nothing: silence. */
  script: readonly ScriptedAnswer[] = [
    { at: 0, status: 100 },
    { at: 5, status: 200 },
  ];
  /** What came, repeats left out. */
  readonly requests: SipRequest[] = [];
  readonly #timers: Timers;
  readonly #socket: DatagramSocket;
  readonly #seen = new Set<string>();
  readonly #acknowledged = new Set<string>();
  #dead = false;

  constructor(site: string, address: Address, network: SimulatedNetwork, timers: Timers) {
    this.site = site;
    this.address = address;
    this.#timers = timers;
    this.#socket = network.bind(address);
    this.#socket.onDatagram((payload, from) => this.#receive(payload, from));
  }

  /** Hears and says nothing from here. */
  die(): void {
    this.#dead = true;
  }

  methods(): string[] {
    return this.requests.map((request) => request.method);
  }

  last(method: string): SipRequest {
    const found = this.requests.findLast((request) => request.method === method);
    if (!found) throw new Error(`${this.site} got no ${method}`);
    return found;
  }

  /** Repeats its 200 until it is acknowledged: whether it has been. */
  isAcknowledged(invite: SipRequest): boolean {
    return this.#acknowledged.has(invite.headers.get('call-id')!);
  }

  #receive(payload: Uint8Array, from: Address): void {
    if (this.#dead) return;
    const request = parseMessage(payload);
    if (request.kind !== 'request') return;
    const branch = `${request.headers.get('via')} ${request.method}`;
    if (this.#seen.has(branch)) return;
    this.#seen.add(branch);
    this.requests.push(request);
    if (request.method === 'INVITE') this.#invited(request, from);
    else if (request.method === 'CANCEL') this.#cancelled(request, from);
    else if (request.method === 'ACK') this.#acknowledged.add(request.headers.get('call-id')!);
    else this.#respond(request, 200, from);
  }

  #invited(request: SipRequest, from: Address): void {
    for (const { at, status } of this.script) {
      this.#timers.after(at, () => this.#respond(request, status, from));
    }
  }

  #cancelled(cancel: SipRequest, from: Address): void {
    this.#respond(cancel, 200, from);
    const invite = this.requests.findLast(
      (request) => request.method === 'INVITE' && request.headers.get('via') === cancel.headers.get('via'),
    );
    if (invite && cseqOf(invite).number === cseqOf(cancel).number) this.#respond(invite, 487, from);
  }

  #respond(request: SipRequest, status: number, to: Address): void {
    if (this.#dead) return;
    const contact = `<sip:${this.address.host}:${this.address.port}>`;
    const options: ResponseOptions =
      status === 100 ? {} : { toTag: `${this.site}-tag`, headers: [['Contact', contact]] };
    this.#socket.send(writeMessage(makeResponse(request, status, options)), to);
  }
}
