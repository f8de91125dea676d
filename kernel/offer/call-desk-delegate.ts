import type { RequeueCause } from '../event/fact.ts';
import type { QueuedCall } from '../queue/waiting-calls.ts';
import type { Bond } from './call-side.ts';
import type { CallData, ToAgentSite } from './message.ts';

/** What the calls of a site do to the world. Called synchronously, in the order in which things happen. */
export interface CallDeskDelegate {
  send(to: string, message: ToAgentSite): void;
  /** Sites to ask for an agent, best placed first. */
  sitesFor(queue: string): readonly string[];
  /** A call began or ceased to wait. */
  waitingChanged(added: QueuedCall | undefined, removed: QueuedCall | undefined): void;
  inviteLeg(call: CallData, bond: Bond): void;
  endLeg(callId: string, bond: Bond, byPerson: boolean): void;
  callBound(call: CallData, bond: Bond): void;
  callJoined(call: CallData, bond: Bond): void;
  callRequeued(callId: string, bond: Bond, cause: RequeueCause, wasJoined: boolean): void;
  /** Row 19, after three RONAs: the queue to which the call moves; `undefined` leaves it in its place. */
  overflowOf(callId: string, queue: string): string | undefined;
  callEnded(callId: string, by: 'caller' | 'agent', bond: Bond | undefined): void;
  lapsed(site: string): void;
  proven(site: string): void;
  /** The peer showed a higher incarnation in an Offer. */
  newIncarnation(site: string): void;
  count(name: 'offer-malformed' | 'offer-on-stale-link' | 'overflow' | 'overflow-nowhere'): void;
}

/** A call that comes to wait; `waitedMs` is the age that it brings. */
export interface NewCall extends CallData {
  readonly localPreferenceMs: number;
}
