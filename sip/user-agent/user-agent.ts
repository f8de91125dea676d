import type { Address } from '../../kernel/ports/datagram.ts';
import type { ServerTransaction } from '../transaction/transaction.ts';
import type { Call, CallDelegate, IncomingCall, RequestResult } from './call.ts';
import type {
  InviteOptions,
  OutgoingRequestOptions,
  RegisterOptions,
  Registration,
  RegistrationDelegate,
  UserAgentOptions,
} from './user-agent-options.ts';

/** A user agent core: takes and makes calls over one transaction layer (RFC 3261 §8, §10, §11, §13–15). */
export declare class UserAgent {
  readonly counters: UserAgentCounters;
  constructor(options: UserAgentOptions);
  /** `<sip:user@host:port>` as our Contact says it. */
  readonly contactUri: string;
  /** A new call comes in; return who listens to it. Without a receiver calls get 480. */
  onInvite(receive: (call: IncomingCall, source: Address) => CallDelegate): void;
  /** Requests outside a dialog of this method, such as REGISTER: answer `transaction` yourself. */
  onRequest(method: string, receive: (transaction: ServerTransaction) => void): void;
  invite(options: InviteOptions, delegate: CallDelegate): Call;
  /** A request outside a dialog; 401 and 407 are answered with the credentials. */
  request(options: OutgoingRequestOptions, onResult: (result: RequestResult) => void): void;
  register(options: RegisterOptions, delegate: RegistrationDelegate): Registration;
  readonly callCount: number;
  /** Forgets all calls and registrations without a word. */
  close(): void;
}

export interface UserAgentCounters {
  callsOut: number;
  callsIn: number;
  callsRefusedAtLimit: number;
  /** 481: a request for a dialog that isn't here. */
  withoutDialog: number;
  /** 500: CSeq lower than the last. */
  outOfOrder: number;
  /** 401/407 answered. */
  challengesAnswered: number;
  /** 2xx from another branch of a fork: acknowledged and ended. */
  forkedAnswersEnded: number;
  /** 2xx that no ACK came for. */
  answersWithoutAck: number;
  /** 405, 415, 406, 416, 420 and the like. */
  requestsRefused: number;
}
