import { agentToneHz, callerToneHz } from '../../kernel/audio/tones.ts';
import type { Clock } from '../../kernel/ports/clock.ts';
import { type Address, formatAddress } from '../../kernel/ports/datagram.ts';
import type { Timer, Timers } from '../../kernel/ports/timers.ts';
import { frameMs } from '../../kernel/rtp/packet.ts';
import { bodyText, contactsOf, type SipResponse } from '../../sip/message/message.ts';
import { parseUri, uriAddress } from '../../sip/message/uri.ts';
import type { Call, CallDelegate, CallEnd, Reason } from '../../sip/user-agent/call.ts';
import type { UserAgent } from '../../sip/user-agent/user-agent.ts';
import type { PartyVoice, VoiceSource } from '../voice/party-voice.ts';
import { offerAudio, readAudio } from '../voice/session-description.ts';
import type { CallerOutcome, CallerPlan, CallerReport } from './caller-report.ts';

export interface CallerParts {
  readonly userAgent: UserAgent;
  readonly voices: VoiceSource;
  readonly clock: Clock;
  readonly timers: Timers;
}

interface Target {
  readonly address: Address;
  /** Request-URI. */
  readonly uri: string;
}

type CallerState = 'new' | 'dialing' | 'waiting' | 'talking' | 'over';

const normalClearing: Reason = { protocol: 'Q.850', cause: 16, text: 'normal clearing' };
const recoveryOnTimer: Reason = { protocol: 'Q.850', cause: 102, text: 'recovery on timer expiry' };

/** Of the packets due while talking, the share below which a call had no audio. */
const audioShareMin = 0.9;
/** Contacts of one 3xx may lead to another 3xx; a carrier follows only so many. */
const redirectsMax = 3;

/**
 * A simulated caller behind a carrier: dials one of several addresses (the next when one stays silent or
 * fails, 302 followed), waits for the agent's voice while the patience lasts, talks, hangs up, and says
 * what came of it. `new → dialing → waiting → talking → over`, where `waiting` begins with the 200 and
 * `talking` with the agent's voice: the agent's 1000 Hz, or the caller's own 700 Hz from a phone that echoes.
 */
export class Caller {
  readonly #parts: CallerParts;
  readonly #plan: CallerPlan;
  readonly #done: (report: CallerReport) => void;
  #state: CallerState = 'new';
  #voice: PartyVoice | undefined;
  #call: Call | undefined;
  /** Of the attempt that counts; what others still say is not heard. */
  #delegate: CallDelegate | undefined;
  /** Addresses still to be tried, with the Request-URI where a redirect gave one. */
  #targets: readonly Target[];
  #attempts = 0;
  #redirects = 0;
  /** Ends the attempt at an address that says nothing. */
  #silence: Timer | undefined;
  /** Ends the patience, then the talk. */
  #timer: Timer | undefined;
  #startedMono = 0;
  #answeredMono: number | undefined;
  #toneMono: number | undefined;
  #sipCallId = '';
  #status = 0;

  constructor(parts: CallerParts, plan: CallerPlan, done: (report: CallerReport) => void) {
    this.#parts = parts;
    this.#plan = plan;
    this.#done = done;
    this.#targets = plan.to.map((address) => ({
      address,
      uri: `sip:${plan.dnis}@${formatAddress(address)}`,
    }));
  }

  get state(): CallerState {
    return this.#state;
  }

  /** Dials. `done` is told exactly once, not before this returns. */
  start(): void {
    if (this.#state !== 'new') return;
    this.#state = 'dialing';
    this.#startedMono = this.#parts.clock.monoMs();
    if (Number.isFinite(this.#plan.patienceMs)) {
      this.#timer = this.#parts.timers.after(this.#plan.patienceMs, () => this.#outOfPatience());
    }
    void this.#begin();
  }

  /** The caller hangs up now. */
  hangUp(): void {
    if (this.#state === 'talking') this.#finish(this.#talkedOutcome(), 'hung up', normalClearing);
    else if (this.#state !== 'over') this.#finish('abandoned', 'hung up', normalClearing);
  }

  press(digits: string): void {
    this.#voice?.press(digits);
  }

  async #begin(): Promise<void> {
    const voice = await this.#parts.voices.open(callerToneHz, [agentToneHz, callerToneHz]);
    if (!voice) {
      this.#finish('failed', 'no RTP port left for the caller');
      return;
    }
    if (this.#state !== 'dialing') {
      voice.close();
      return;
    }
    this.#voice = voice;
    voice.listen(
      { onTone: () => this.#heardAgent(), onDeadAir: () => this.#heardNothing() },
      this.#plan.deadAirMs,
    );
    this.#dial();
  }

  #dial(): void {
    const [target, ...others] = this.#targets;
    if (!target) {
      this.#finish('failed', this.#status ? `refused with ${this.#status}` : 'no address answered');
      return;
    }
    this.#targets = others;
    this.#attempts += 1;
    const delegate: CallDelegate = {
      onProgress: () => this.#silence?.cancel(),
      onAnswered: (response) => this.#answered(delegate, response),
      onEnded: (end) => this.#ended(delegate, end),
    };
    this.#delegate = delegate;
    this.#call = this.#parts.userAgent.invite(
      {
        uri: target.uri,
        from: `<sip:${this.#plan.ani}@${formatAddress(this.#voice!.local)}>`,
        destination: target.address,
        body: offerAudio(this.#voice!.local),
      },
      delegate,
    );
    this.#sipCallId = this.#call.callId;
    this.#silence = this.#parts.timers.after(this.#plan.silenceMs, () => {
      this.#delegate = undefined;
      this.#call?.hangUp(recoveryOnTimer);
      this.#dial();
    });
  }
  #answered(delegate: CallDelegate, response: SipResponse): void {
    if (delegate !== this.#delegate || this.#state !== 'dialing') return;
    this.#silence?.cancel();
    this.#answeredMono = this.#parts.clock.monoMs();
    this.#status = response.status;
    const far = readAudio(bodyText(response));
    if (!far) {
      this.#finish('no-audio', 'the answer names no audio', normalClearing);
      return;
    }
    this.#state = 'waiting';
    this.#voice!.agree(far);
    this.#voice!.speak();
    if (this.#plan.digits) this.#voice!.press(this.#plan.digits);
    // The agent's voice may overtake the 200.
    if (this.#voice!.report().tone) this.#heardAgent();
  }

  #heardAgent(): void {
    if (this.#state !== 'waiting') return;
    this.#state = 'talking';
    this.#toneMono = this.#parts.clock.monoMs();
    this.#timer?.cancel();
    this.#timer = this.#parts.timers.after(this.#plan.talkMs, () => this.hangUp());
  }

  #outOfPatience(): void {
    const deaf = this.#state === 'waiting' && this.#voice?.report().receivedPackets === 0;
    this.#finish(deaf ? 'no-audio' : 'abandoned', 'patience ran out', normalClearing);
  }

  #heardNothing(): void {
    const heard = this.#voice!.report().receivedPackets > 0;
    this.#finish(heard ? 'cut' : 'no-audio', 'the line went dead', recoveryOnTimer);
  }

  #ended(delegate: CallDelegate, end: CallEnd): void {
    if (delegate !== this.#delegate || this.#state === 'over') return;
    this.#silence?.cancel();
    if (this.#state === 'dialing') this.#notAnswered(end);
    else if (this.#state === 'talking' && end.kind === 'bye' && isPersons(end.reasons)) {
      this.#finish(this.#talkedOutcome(), 'the agent hung up');
    } else if (end.kind === 'lost') this.#finish('cut', `the dialog was lost: ${end.cause}`);
    else this.#finish('cut', 'ended by the other side');
  }

  /** What a carrier does: the next address unless the refusal was meant for this call. */
  #notAnswered(end: CallEnd): void {
    if (end.kind !== 'refused') {
      if ('status' in end) this.#status = end.status;
      this.#dial();
      return;
    }
    this.#status = end.status;
    if (end.status >= 300 && end.status < 400 && this.#redirects < redirectsMax) {
      this.#redirects += 1;
      this.#targets = [...redirectedTo(end.response), ...this.#targets];
    } else if ((end.status < 500 && end.status !== 408) || end.status >= 600) this.#targets = [];
    this.#dial();
  }

  /** A call whose agent was heard has had audio if nine of ten packets due since have come. */
  #talkedOutcome(): CallerOutcome {
    const dueMs = this.#parts.clock.monoMs() - this.#toneMono!;
    const due = Math.floor(dueMs / frameMs);
    return this.#voice!.report().packetsSinceTone >= due * audioShareMin ? 'answered' : 'no-audio';
  }

  #finish(outcome: CallerOutcome, reason: string, hangUp?: Reason): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.#timer?.cancel();
    this.#silence?.cancel();
    const call = this.#call;
    this.#delegate = undefined;
    const nowMono = this.#parts.clock.monoMs();
    const since = (mono: number | undefined) => (mono === undefined ? undefined : mono - this.#startedMono);
    const report: CallerReport = {
      plan: this.#plan,
      outcome,
      reason,
      status: this.#status,
      sipCallId: this.#sipCallId,
      attempts: this.#attempts,
      setupMs: since(this.#answeredMono),
      agentMs: since(this.#toneMono),
      talkedMs: this.#toneMono === undefined ? 0 : nowMono - this.#toneMono,
      audio: this.#voice?.report(),
    };
    if (hangUp) call?.hangUp(hangUp);
    this.#voice?.close();
    this.#done(report);
  }
}

/** A BYE says by its Reason whether a person did it; one without any is taken for a person's. */
function isPersons(reasons: readonly Reason[]): boolean {
  return reasons.length === 0 || reasons.some((r) => r.protocol === 'Q.850' && r.cause === 16);
}

/** The contacts of a redirect whose hosts are addresses, in their order. */
function redirectedTo(response: SipResponse): Target[] {
  return contactsOf(response).flatMap(({ uri }) => {
    const parsed = parseUri(uri);
    const address = parsed && uriAddress(parsed);
    return address ? [{ address, uri }] : [];
  });
}
