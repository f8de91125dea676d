import { loggedOut, type Session } from '../../kernel/agent/session.ts';
import type { AgentStateChanged } from '../../kernel/event/fact.ts';
import type { CallData } from '../../kernel/offer/message.ts';
import type { Timer } from '../../kernel/ports/timers.ts';
import type { AgentView } from './agent-feed.ts';
import type { AgentSettings } from './settings.ts';

/** One agent at this site. Clock values are monotonic ms. */
export interface AgentRecord {
  readonly settings: AgentSettings;
  session: Session;
  stateSinceMono: number;
  epoch: number;
  isProvisional: boolean;
  signedInBy: 'desktop' | 'phone' | undefined;
  signedInAtMono: number;
  isRegistered: boolean;
  /** A sign-in by phone waits for its grant. */
  isSigningIn: boolean;
  /** A provisional session waits for its turn to ask for a grant again. */
  isRegranting: boolean;
  /** Kept while offers come to nothing without the agent's doing. */
  availableSinceMono: number;
  offerId: string | undefined;
  call: CallData | undefined;
  talkingSinceMono: number | undefined;
  /** Since when the call was talked of whose after-call work is going on. */
  handlingSinceMono: number | undefined;
  /** End of after-call work, or the return to ready of an agent without a desktop. */
  timer: Timer | undefined;
  handled: number;
  rona: number;
  refused: number;
  totalTalkMs: number;
}

export function newAgentRecord(settings: AgentSettings): AgentRecord {
  return {
    settings,
    session: loggedOut,
    stateSinceMono: 0,
    epoch: 0,
    isProvisional: false,
    signedInBy: undefined,
    signedInAtMono: 0,
    isRegistered: false,
    isSigningIn: false,
    isRegranting: false,
    availableSinceMono: 0,
    offerId: undefined,
    call: undefined,
    talkingSinceMono: undefined,
    handlingSinceMono: undefined,
    timer: undefined,
    handled: 0,
    rona: 0,
    refused: 0,
    totalTalkMs: 0,
  };
}

export function viewOf(agent: AgentRecord, nowMono: number): AgentView {
  const { session, settings } = agent;
  const talkingMs = agent.talkingSinceMono === undefined ? 0 : nowMono - agent.talkingSinceMono;
  return {
    agentId: settings.id,
    name: settings.name ?? settings.id,
    queues: settings.queues,
    state: session.state,
    ageMs: nowMono - agent.stateSinceMono,
    reason: session.reason,
    pending: session.pending?.to ?? '',
    pendingReason: session.pending?.reason ?? '',
    signedInBy: agent.signedInBy,
    epoch: agent.epoch,
    phone: agent.isRegistered,
    call: agent.call,
    figures: {
      handled: agent.handled,
      rona: agent.rona,
      refused: agent.refused,
      talkMs: agent.totalTalkMs + talkingMs,
      signedInMs: agent.signedInBy === undefined ? 0 : nowMono - agent.signedInAtMono,
    },
  };
}

/** Signing in anew changes no state: whoever reads the facts is told which one it is. */
export function stateAsIs({ settings, epoch, session }: AgentRecord): AgentStateChanged {
  const { state, reason, callId } = session;
  const about = { agentId: settings.id, sessionEpoch: epoch };
  return { kind: 'AgentStateChanged', ...about, from: state, to: state, reason, callId };
}
