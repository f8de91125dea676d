import type { Address } from '../../kernel/ports/datagram.ts';
import { keyOfIncoming } from '../dialog/dialog.ts';
import { DigestClient } from '../digest/digest-client.ts';
import { callIdOf, cseqOf, fromTagOf, type SipResponse, toTagOf } from '../message/message.ts';
import { makeResponse } from '../message/response.ts';
import { writeHostPort } from '../message/uri.ts';
import type { ServerTransaction, TransactionFailure } from '../transaction/transaction.ts';
import type { Call, CallDelegate, HeaderList, IncomingCall, RequestResult } from './call.ts';
import {
  type Core,
  destinationOf,
  newRequest,
  newUserAgentCounters,
  type UserAgentCounters,
} from './core.ts';
import { TakenCall } from './incoming-call.ts';
import { OutgoingCall } from './outgoing-call.ts';
import { Registering } from './registering.ts';
import { type Abilities, screen } from './screening.ts';
import { Sending } from './sending.ts';
import type { Session } from './session.ts';
import type {
  Credentials,
  InviteOptions,
  OutgoingRequestOptions,
  RegisterOptions,
  Registration,
  RegistrationDelegate,
  UserAgentOptions,
} from './user-agent-options.ts';

const calls_default = 10_000;
const methodsInCalls = ['INVITE', 'ACK', 'CANCEL', 'BYE', 'OPTIONS', 'INFO', 'NOTIFY'];

/**
 * A user agent core (RFC 3261 §8, §10–15): takes and makes calls over one transaction layer, whose
 * receivers it owns. It holds no audio and decides nothing: who listens to a call does.
 */
export class UserAgent {
  readonly counters: UserAgentCounters = newUserAgentCounters();
  /** `sip:user@host:port` as our Contact says it. */
  readonly contactUri: string;
  readonly #options: UserAgentOptions;
  readonly #core: Core;
  readonly #sessions = new Map<string, Session>();
  readonly #receivers = new Map<string, (transaction: ServerTransaction) => void>();
  /** INVITEs in hand, by what tells that one came by two ways (RFC 3261 §8.2.2.2). */
  readonly #invited = new Set<string>();
  readonly #registrations = new Set<Registering>();
  #abilities: Abilities = { methods: methodsInCalls, extensions: [], inviteBodies: ['application/sdp'] };
  #onInvite: ((call: IncomingCall, source: Address) => CallDelegate) | undefined;
  #callCount = 0;

  constructor(options: UserAgentOptions) {
    this.#options = options;
    const { transactions } = options;
    const { host, port } = transactions.transport.address;
    const user = options.contactUser === undefined ? '' : `${options.contactUser}@`;
    this.contactUri = `sip:${user}${writeHostPort(host, port)}`;
    this.#core = this.#makeCore();
    transactions.onRequest((transaction) => this.#receive(transaction));
    transactions.onAck((ack) => this.#sessions.get(keyOfIncoming(ack))?.acknowledged(ack));
  }

  get callCount(): number {
    return this.#callCount;
  }

  /** Dialogs that still take requests, early ones too; those of calls that wait for the ACK of our 2xx to say BYE as well. */
  get dialogCount(): number {
    return this.#sessions.size;
  }

  /** A new call comes in; return who listens to it. Without a receiver calls get 480. */
  onInvite(receive: (call: IncomingCall, source: Address) => CallDelegate): void {
    this.#onInvite = receive;
  }

  /** Requests outside a dialog of this method, such as REGISTER: answer `transaction` yourself. */
  onRequest(method: string, receive: (transaction: ServerTransaction) => void): void {
    this.#receivers.set(method, receive);
    const methods = [...new Set([...methodsInCalls, ...this.#receivers.keys()])];
    this.#abilities = { ...this.#abilities, methods };
  }

  invite(options: InviteOptions, delegate: CallDelegate): Call {
    const invite = newRequest(this.#core, { ...options, method: 'INVITE' });
    for (const [name, value] of this.#core.abilityHeaders) invite.headers.add(name, value);
    this.#callCount += 1;
    this.counters.callsOut += 1;
    const to = destinationOf(this.#core, invite, options.destination);
    return new OutgoingCall(this.#core, invite, to, this.#core.digestFor(options.credentials), delegate);
  }

  /** A request outside a dialog; 401 and 407 are answered with the credentials. */
  request(options: OutgoingRequestOptions, onResult: (result: RequestResult) => void): void {
    const request = newRequest(this.#core, options);
    const to = destinationOf(this.#core, request, options.destination);
    if (!to) {
      this.#options.timers.after(0, () => onResult({ kind: 'failure', cause: 'unreachable' }));
      return;
    }
    new Sending(this.#core, request, to, this.#core.digestFor(options.credentials), {
      onResponse: (response: SipResponse) => {
        if (response.status >= 200) onResult({ kind: 'response', response });
      },
      onFailure: (cause: TransactionFailure) => onResult({ kind: 'failure', cause }),
    });
  }

  register(options: RegisterOptions, delegate: RegistrationDelegate = {}): Registration {
    const registering = new Registering(this.#core, options, delegate);
    this.#registrations.add(registering);
    return registering;
  }

  /** Forgets all calls and registrations without a word; the transaction layer is closed by its owner. */
  close(): void {
    for (const registering of this.#registrations) registering.stop();
    this.#registrations.clear();
    for (const session of [...this.#sessions.values()]) session.forget();
    this.#sessions.clear();
  }

  #receive(transaction: ServerTransaction): void {
    const { request } = transaction;
    const refusal = screen(request, this.#abilities);
    if (refusal) {
      this.counters.requestsRefused += 1;
      this.#answer(transaction, refusal.status, refusal.headers);
      return;
    }
    if (toTagOf(request) !== '') {
      this.#receiveInDialog(transaction);
      return;
    }
    const receiver = this.#receivers.get(request.method);
    if (receiver) receiver(transaction);
    else if (request.method === 'INVITE') this.#receiveInvite(transaction);
    else if (request.method === 'OPTIONS') this.#answer(transaction, 200, this.#core.abilityHeaders);
    else this.#withoutDialog(transaction);
  }

  #receiveInDialog(transaction: ServerTransaction): void {
    const session = this.#sessions.get(keyOfIncoming(transaction.request));
    if (session) session.receive(transaction);
    else this.#withoutDialog(transaction);
  }

  #withoutDialog(transaction: ServerTransaction): void {
    this.counters.withoutDialog += 1;
    this.#answer(transaction, 481);
  }

  #receiveInvite(transaction: ServerTransaction): void {
    const { request } = transaction;
    const identity = `${callIdOf(request)}|${fromTagOf(request)}|${cseqOf(request).number}`;
    if (this.#invited.has(identity)) {
      this.counters.merged += 1;
      this.#answer(transaction, 482);
      return;
    }
    if (this.#callCount >= (this.#options.calls_max ?? calls_default)) {
      this.counters.callsRefusedAtLimit += 1;
      this.#answer(transaction, 486);
      return;
    }
    if (!this.#onInvite) {
      this.#answer(transaction, 480);
      return;
    }
    this.#callCount += 1;
    this.counters.callsIn += 1;
    this.#invited.add(identity);
    const call = new TakenCall(this.#core, transaction);
    transaction.handlers = { ...transaction.handlers, onTerminated: () => this.#invited.delete(identity) };
    call.listen(this.#onInvite(call, transaction.source));
  }

  #answer(transaction: ServerTransaction, status: number, headers: HeaderList = []): void {
    const toTag = toTagOf(transaction.request) === '' ? { toTag: this.#core.newTag() } : {};
    transaction.respond(makeResponse(transaction.request, status, { headers, ...toTag }));
  }

  #makeCore(): Core {
    const { contactUri, counters } = this;
    const options = this.#options;
    const sessions = this.#sessions;
    const randomHex = (count: number) => Buffer.from(options.random.bytes(count)).toString('hex');
    const { host } = options.transactions.transport.address;
    const abilities = () => this.#abilities;
    return {
      options,
      counters,
      contactUri,
      get abilityHeaders(): HeaderList {
        const { methods, inviteBodies } = abilities();
        return [
          ['Allow', methods.join(', ')],
          ['Accept', inviteBodies.join(', ')],
        ];
      },
      newTag: () => randomHex(6),
      newCallId: () => `${randomHex(12)}@${host}`,
      digestFor: (credentials: Credentials | undefined) =>
        credentials && new DigestClient(credentials, options.hash, options.random),
      addSession: (key, session) => sessions.set(key, session),
      removeSession: (key, session) => {
        if (sessions.get(key) === session) sessions.delete(key);
      },
      callOver: () => {
        this.#callCount -= 1;
      },
    };
  }
}
