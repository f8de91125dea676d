/** A carrier's side of a call, on bare datagrams: sends what it is told to, keeps every response. */
import { type Address, type DatagramSocket, formatAddress } from '../../kernel/ports/datagram.ts';
import type { SimulatedNetwork } from '../../kernel/simulated/network.ts';
import { SipRequest, type SipResponse } from '../../sip/message/message.ts';
import { parseMessage } from '../../sip/message/parse.ts';
import { writeMessage } from '../../sip/message/write.ts';

export class ScriptedCaller {
  readonly address: Address;
  readonly callId: string;
  readonly responses: SipResponse[] = [];
  readonly #router: Address;
  readonly #socket: DatagramSocket;
  readonly #dnis: string;

  constructor(name: string, network: SimulatedNetwork, router: Address, dnis = '4001', host = '127.0.0.1') {
    this.#router = router;
    this.#dnis = dnis;
    this.callId = `${name}@carrier`;
    this.#socket = network.bind({ host, port: 0 });
    this.address = this.#socket.local;
    this.#socket.onDatagram((payload) => {
      const message = parseMessage(payload);
      if (message.kind !== 'response') return;
      this.responses.push(message);
      const invited = message.headers.get('cseq')?.endsWith('INVITE');
      if (invited && message.status >= 300) this.send(this.#request('ACK', '1', message.headers.get('to')!));
    });
  }

  /** The INVITE, or another request outside a dialog. */
  start(method = 'INVITE', headers: readonly (readonly [string, string])[] = []): void {
    const request = this.#request(method, '1', `<sip:${this.#dnis}@tandem>`);
    for (const [name, value] of headers) request.headers.set(name, value);
    this.send(request);
  }

  cancel(): void {
    this.send(this.#request('CANCEL', '1', `<sip:${this.#dnis}@tandem>`));
  }

  /** A request of the established dialog, addressed to the router as some callers do. */
  inDialog(method: string, branch: string, uri = `sip:${this.#dnis}@${formatAddress(this.#router)}`): void {
    const to = this.responses.findLast((response) => response.status === 200)?.headers.get('to');
    this.send(this.#request(method, branch, to ?? `<sip:${this.#dnis}@tandem>;tag=nobody`, uri));
  }

  send(request: SipRequest): void {
    this.#socket.send(writeMessage(request), this.#router);
  }

  sendBytes(bytes: Uint8Array): void {
    this.#socket.send(bytes, this.#router);
  }

  statuses(method = 'INVITE'): number[] {
    return this.responses
      .filter((response) => response.headers.get('cseq')?.endsWith(method))
      .map((response) => response.status);
  }

  final(): number | undefined {
    return this.statuses().findLast((status) => status >= 200);
  }

  #request(method: string, branch: string, to: string, uri?: string): SipRequest {
    const number = method === 'INVITE' || method === 'ACK' || method === 'CANCEL' ? 1 : 2;
    const request = new SipRequest(method, uri ?? `sip:${this.#dnis}@${formatAddress(this.#router)}`);
    request.headers
      .add('Via', `SIP/2.0/UDP ${formatAddress(this.address)};branch=z9hG4bK-${this.callId}-${branch};rport`)
      .add('From', `<sip:13800138000@carrier>;tag=${this.callId}`)
      .add('To', to)
      .add('Call-ID', this.callId)
      .add('CSeq', `${number} ${method}`)
      .add('Max-Forwards', '70')
      .add('Contact', `<sip:${formatAddress(this.address)}>`);
    return request;
  }
}
