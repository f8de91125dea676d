import { agentToneHz, callerToneHz } from '../../kernel/audio/tones.ts';
import type { Address } from '../../kernel/ports/datagram.ts';
import type { Timer, Timers } from '../../kernel/ports/timers.ts';
import { bodyText } from '../../sip/message/message.ts';
import { uriOf } from '../../sip/message/name-addr.ts';
import type { CallDelegate, CallEnd, IncomingCall, IncomingRequest } from '../../sip/user-agent/call.ts';
import type { UserAgent } from '../../sip/user-agent/user-agent.ts';
import type { Registration } from '../../sip/user-agent/user-agent-options.ts';
import type { PartyVoice, VoiceSource } from '../voice/party-voice.ts';
import { answerAudio } from '../voice/session-description.ts';
import type { VoiceReport } from '../voice/voice.ts';

export interface PhoneOptions {
  readonly user: string;
  readonly password: string;
  /** The site's edge. */
  readonly registrar: Address;
  readonly answer: AnswerMode;
  /** The agent hangs up after talking so long; left out: only callers hang up. */
  readonly talkMs?: number;
  readonly expiresSeconds?: number;
  /** Told as it happens; for measurements. */
  readonly observer?: PhoneObserver;
}

/** What a watcher of one phone sees, each in the turn in which it happens. */
export interface PhoneObserver {
  /** An INVITE came; `ani` is the user part of its From. */
  rang(user: string, ani: string): void;
  /** The 200 went out; `callId` is the cluster's own name of the call, empty where the INVITE has none. */
  answered(user: string, ani: string, callId: string): void;
  /** The call is over and the phone is free again; `heard` is what it said and heard, if it answered. */
  freed(user: string, ani: string, heard: VoiceReport | undefined): void;
}

export type AnswerMode =
  /** Answers by itself; 0: at once, without ringing. */
  | { readonly kind: 'auto'; readonly afterMs: number }
  /** Rings until its desktop answers for it: NOTIFY `Event: talk` inside the early dialog. */
  | { readonly kind: 'talk' }
  /** Rings and is never answered. */
  | { readonly kind: 'never' };

export type PhoneState = 'unregistered' | 'idle' | 'ringing' | 'talking';

export interface PhoneCounters {
  registrations: number;
  registrationFailures: number;
  rung: number;
  answered: number;
  /** Calls that came while it was in one; refused with 486. */
  busy: number;
  /** Answered calls in which the caller's tone was heard. */
  callersHeard: number;
  /** Answered calls that ended without a person's doing: the dialog broke. */
  lost: number;
  noPort: number;
}

export interface PhoneParts {
  readonly userAgent: UserAgent;
  readonly voices: VoiceSource;
  readonly timers: Timers;
}

const normalClearing = { protocol: 'Q.850', cause: 16, text: 'normal clearing' } as const;

/**
 * An agent's simulated SIP phone: it registers with digest and keeps itself registered, rings, answers by
 * itself or when its desktop says so, sends 1000 Hz and listens for the caller. One call at a time.
 */
export class Phone {
  readonly user: string;
  readonly counters: PhoneCounters = {
    registrations: 0,
    registrationFailures: 0,
    rung: 0,
    answered: 0,
    busy: 0,
    callersHeard: 0,
    lost: 0,
    noPort: 0,
  };
  readonly #parts: PhoneParts;
  readonly #options: PhoneOptions;
  #registration: Registration | undefined;
  #talk: PhoneCall | undefined;

  constructor(parts: PhoneParts, options: PhoneOptions) {
    this.user = options.user;
    this.#parts = parts;
    this.#options = options;
    parts.userAgent.onInvite((call) => this.#receive(call));
  }

  /** Where it takes calls: `sip:user@host:port`. */
  get contactUri(): string {
    return this.#parts.userAgent.contactUri;
  }

  get state(): PhoneState {
    if (this.#talk) return this.#talk.answered ? 'talking' : 'ringing';
    return this.#registration?.isRegistered ? 'idle' : 'unregistered';
  }

  /** Registers, and stays registered until `stop`. */
  start(): void {
    const { user, password, registrar, expiresSeconds } = this.#options;
    const site = `sip:${registrar.host}:${registrar.port}`;
    this.#registration = this.#parts.userAgent.register(
      {
        registrar: site,
        aor: `sip:${user}@${registrar.host}:${registrar.port}`,
        destination: registrar,
        credentials: { user, password },
        ...(expiresSeconds === undefined ? {} : { expiresSeconds }),
      },
      {
        onRegistered: () => {
          this.counters.registrations += 1;
        },
        onFailed: () => {
          this.counters.registrationFailures += 1;
        },
      },
    );
  }

  /** The agent puts the receiver down. */
  hangUp(): void {
    this.#talk?.hangUp();
  }

  /** Signs off and hangs up. */
  stop(): void {
    this.#registration?.unregister();
    this.#registration = undefined;
    this.#talk?.hangUp();
  }

  #receive(call: IncomingCall): CallDelegate {
    if (this.#talk) {
      this.counters.busy += 1;
      call.reject(486);
      return {};
    }
    const talk = new PhoneCall(this.#parts, this.#options, this.counters, call, () => {
      if (this.#talk === talk) this.#talk = undefined;
    });
    this.#talk = talk;
    talk.ring();
    return talk;
  }
}

/** One call to a phone, from its INVITE to its end. */
class PhoneCall implements CallDelegate {
  answered = false;
  readonly #parts: PhoneParts;
  readonly #options: PhoneOptions;
  readonly #counters: PhoneCounters;
  readonly #call: IncomingCall;
  readonly #over: () => void;
  #voice: PartyVoice | undefined;
  #timer: Timer | undefined;
  #isOver = false;
  #answering = false;

  constructor(
    parts: PhoneParts,
    options: PhoneOptions,
    counters: PhoneCounters,
    call: IncomingCall,
    over: () => void,
  ) {
    this.#parts = parts;
    this.#options = options;
    this.#counters = counters;
    this.#call = call;
    this.#over = over;
  }

  ring(): void {
    this.#counters.rung += 1;
    this.#options.observer?.rang(this.#options.user, this.#ani());
    const { answer } = this.#options;
    if (answer.kind === 'auto' && answer.afterMs === 0) {
      this.#answer();
      return;
    }
    this.#call.ring();
    if (answer.kind === 'auto') this.#timer = this.#parts.timers.after(answer.afterMs, () => this.#answer());
  }

  hangUp(): void {
    this.#call.hangUp(normalClearing);
  }

  onRequest(incoming: IncomingRequest): void {
    const { method, headers } = incoming.request;
    const event = (headers.get('event') ?? '').split(';', 1)[0]?.trim().toLowerCase();
    if (method === 'NOTIFY' && event === 'talk') {
      incoming.respond(200);
      this.#answer();
    } else if (method === 'INVITE') {
      this.#reoffered(incoming);
    } else {
      incoming.respond(method === 'INFO' || method === 'OPTIONS' ? 200 : method === 'NOTIFY' ? 489 : 405);
    }
  }

  onConfirmed(): void {
    if (this.#isOver) return;
    this.#voice?.speak();
    const { talkMs } = this.#options;
    if (talkMs !== undefined) this.#timer = this.#parts.timers.after(talkMs, () => this.hangUp());
  }

  onEnded(end: CallEnd): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#timer?.cancel();
    if (end.kind === 'lost') this.#counters.lost += 1;
    const heard = this.answered ? this.#voice?.report() : undefined;
    if (heard?.tone) this.#counters.callersHeard += 1;
    this.#voice?.close();
    this.#over();
    this.#options.observer?.freed(this.#options.user, this.#ani(), heard);
  }

  #ani(): string {
    const uri = uriOf(this.#call.remote);
    return uri.kind === 'sip' ? (uri.user ?? '') : uri.rest;
  }

  /** Answers once, however often it is told to. */
  #answer(): void {
    if (this.#answering || this.#isOver) return;
    this.#answering = true;
    this.#timer?.cancel();
    void this.#answerWithVoice();
  }

  async #answerWithVoice(): Promise<void> {
    const voice = await this.#parts.voices.open(agentToneHz, [callerToneHz]);
    if (!voice) {
      this.#counters.noPort += 1;
      this.#call.reject(503);
      return;
    }
    if (this.#isOver) {
      voice.close();
      return;
    }
    const answer = answerAudio(voice.local, bodyText(this.#call.invite));
    if (!answer) {
      voice.close();
      this.#call.reject(488);
      return;
    }
    this.#voice = voice;
    voice.agree(answer.far);
    this.answered = true;
    this.#counters.answered += 1;
    this.#call.answer({ body: answer.sdp });
    const callId = this.#call.invite.headers.get('x-tandem-call') ?? '';
    this.#options.observer?.answered(this.#options.user, this.#ani(), callId);
  }

  #reoffered(incoming: IncomingRequest): void {
    const answer = this.#voice && answerAudio(this.#voice.local, bodyText(incoming.request));
    if (!answer) {
      incoming.respond(488);
      return;
    }
    this.#voice?.agree(answer.far);
    incoming.respond(200, { body: answer.sdp });
  }
}
