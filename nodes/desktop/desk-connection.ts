import type { CallData } from '../../kernel/offer/message.ts';
import type { Timer } from '../../kernel/ports/timers.ts';
import type { AgentView, Refusal } from '../acd/agent-feed.ts';
import type { Desk } from './desks.ts';
import type { DesktopParts } from './desktop.ts';
import {
  type DesktopCall,
  type DesktopCommand,
  type DesktopEvent,
  desktopCommandSchema,
  desktopLimits,
} from './protocol.ts';
import { type DesktopAgent, sessionTokenMs } from './sign-in.ts';

/** What a socket is to a desktop: `platform/http`'s web channel, or a test's. */
export interface DeskChannel {
  send(text: string): unknown;
  onMessage(receive: (text: string) => void): void;
  onClosed(closed: () => void): void;
  close(code: number, reason: string): void;
}

const messagesPerSecond_max = 50;
const closePolicy = 1008;
const closeNormal = 1000;

const overSentences: Record<Extract<DesktopEvent, { type: 'over' }>['because'], string> = {
  superseded: 'Another desktop has taken this agent over: close this page, or sign in again to take it back.',
  'signed-out': 'You are signed out.',
  'attachment-lost': 'The connection to the site was lost for too long: sign in again.',
  'token-expired': 'This sign-in has expired: sign in again.',
  closing: 'The site is closing: sign in again in a moment.',
};

/** One socket: attaches once, then carries commands in and events out until it is over. */
export class DeskConnection {
  readonly #parts: DesktopParts;
  readonly #channel: DeskChannel;
  readonly #attachTimer: Timer;
  #agent: DesktopAgent | undefined;
  #desk: Desk | undefined;
  #stopFeed: (() => void) | undefined;
  #everySecond: Timer | undefined;
  /** When each of our numbered words went out, on the site's clock: a renewal that echoes it was sent later. */
  #toldAt: { number: number; atMs: number } = { number: 0, atMs: 0 };
  #toldBefore: { number: number; atMs: number } = { number: 0, atMs: 0 };
  #token = '';
  #tokenAtMs = 0;
  #messages = 0;
  #messagesSinceMono: number;
  #isOver = false;

  constructor(parts: DesktopParts, channel: DeskChannel) {
    this.#parts = parts;
    this.#channel = channel;
    this.#messagesSinceMono = parts.clock.monoMs();
    this.#attachTimer = parts.timers.after(desktopLimits.attachWithinMs, () =>
      this.#drop(closePolicy, 'no attach in time'),
    );
    channel.onMessage((text) => this.#receive(text));
    channel.onClosed(() => this.#end());
  }

  #receive(text: string): void {
    if (this.#isOver) return;
    if (this.#isTooFast() || text.length > desktopLimits.messageBytes_max) {
      this.#parts.count('desktop-flood');
      this.#drop(closePolicy, 'too much');
      return;
    }
    const command = readCommand(text);
    if (!command) {
      this.#parts.count('desktop-malformed');
      this.#drop(closePolicy, 'not a command');
      return;
    }
    if (command.type === 'attach') void this.#attach(command);
    else if (!this.#desk || !this.#agent) this.#drop(closePolicy, 'attach first');
    else if (!this.#parts.desks.isAttached(this.#desk)) this.#over('attachment-lost');
    else this.#carryOut(command, this.#desk, this.#agent.id);
  }

  #isTooFast(): boolean {
    const nowMono = this.#parts.clock.monoMs();
    if (nowMono - this.#messagesSinceMono >= 1000) {
      this.#messagesSinceMono = nowMono;
      this.#messages = 0;
    }
    this.#messages += 1;
    return this.#messages > messagesPerSecond_max;
  }

  async #attach(command: Extract<DesktopCommand, { type: 'attach' }>): Promise<void> {
    const { signIn, agents, desks } = this.#parts;
    if (this.#agent) {
      this.#drop(closePolicy, 'attached already');
      return;
    }
    const agent = signIn.agentOf(command.token);
    if (!agent) {
      this.#over('token-expired');
      return;
    }
    this.#agent = agent;
    this.#attachTimer.cancel();
    const atMs = this.#parts.siteNowMs();
    const grant = await agents.signIn(agent.id);
    if (!grant) return;
    const desk: Desk = {
      agentId: agent.id,
      epoch: grant.epoch,
      endsAtMs: atMs + desktopLimits.attachmentMs,
      over: (because) => this.#over(because),
    };
    if (!desks.attach(desk)) {
      this.#over('superseded');
      return;
    }
    // The page went while its grant was on the way: its attachment runs out like any other's.
    if (this.#isOver) return;
    this.#desk = desk;
    const { token, expiresInMs } = this.#freshToken(command.token);
    this.#toldAt = this.#toldBefore = { number: 0, atMs: this.#parts.siteNowMs() };
    this.#say({
      type: 'attached',
      agent: { id: agent.id, name: agent.name, queues: [...agent.queues] },
      site: this.#parts.site,
      epoch: grant.epoch,
      provisional: grant.provisional,
      attachmentMs: desktopLimits.attachmentMs,
      renewMs: desktopLimits.renewMs,
      token,
      expiresInMs,
    });
    this.#stopFeed = agents.watch(agent.id, {
      changed: (view) => {
        this.#show(view);
        this.#showFigures(view);
      },
      pop: (call) => this.#pop(call),
    });
    this.#everySecond = this.#parts.timers.every(1000, () => this.#tick(agent));
    const view = agents.view(agent.id);
    if (view) this.#show(view);
    this.#tick(agent);
  }

  #carryOut(command: Exclude<DesktopCommand, { type: 'attach' }>, desk: Desk, agentId: string): void {
    const { agents } = this.#parts;
    switch (command.type) {
      case 'renew':
        this.#renewed(command, desk);
        break;
      case 'ready':
        this.#reply(command.number, agents.ready(agentId));
        break;
      case 'notReady':
        this.#reply(command.number, agents.notReady(agentId, command.reason));
        break;
      case 'answer':
        this.#reply(command.number, agents.answer(agentId));
        break;
      case 'hangUp':
        this.#reply(command.number, agents.hangUp(agentId));
        break;
      case 'hold':
        this.#reply(command.number, agents.hold(agentId));
        break;
      case 'retrieve':
        this.#reply(command.number, agents.retrieve(agentId));
        break;
      case 'signOut':
        this.#reply(command.number, agents.signOut(agentId, 'signed-out'));
        if (agents.view(agentId)?.state === 'logged-out') this.#signedOut(desk);
        break;
    }
  }

  /** The attachment counts from the sending: no earlier than our word that the renewal echoes was sent. */
  #renewed(command: Extract<DesktopCommand, { type: 'renew' }>, desk: Desk): void {
    const told = command.echo === this.#toldAt.number ? this.#toldAt : this.#toldBefore;
    if (!this.#parts.desks.renew(desk, told.atMs)) {
      this.#over('attachment-lost');
      return;
    }
    this.#toldBefore = told;
    this.#toldAt = { number: command.number, atMs: this.#parts.siteNowMs() };
    const isOld = this.#toldAt.atMs - this.#tokenAtMs > sessionTokenMs / 2;
    const fresh = isOld ? { token: this.#freshToken(this.#token).token } : {};
    this.#say({ type: 'renewed', number: command.number, ...fresh });
  }

  #freshToken(token: string): { readonly token: string; readonly expiresInMs: number } {
    const fresh = this.#parts.freshToken(token);
    this.#token = fresh.token;
    this.#tokenAtMs = this.#parts.siteNowMs();
    return fresh;
  }

  #reply(number: number, refusal: Refusal | undefined): void {
    this.#say(refusal ? { type: 'refused', number, ...refusal } : { type: 'done', number });
  }

  #show(view: AgentView): void {
    if (view.state === 'logged-out' && this.#desk) {
      this.#signedOut(this.#desk);
      return;
    }
    const { state, ageMs, reason, pending, pendingReason, phone, call } = view;
    const shown = call && state !== 'reserved' ? { call: callOf(call) } : {};
    this.#say({ type: 'state', state, ageMs, reason, pending, pendingReason, phone, ...shown });
  }

  #showFigures({ figures }: AgentView): void {
    const { handled, rona, refused, talkMs, signedInMs } = figures;
    const meanTalkMs = handled > 0 ? talkMs / handled : 0;
    this.#say({ type: 'figures', handled, rona, refused, talkMs, meanTalkMs, signedInMs });
  }

  #pop(call: CallData): void {
    this.#say({ type: 'pop', call: callOf(call), customer: { found: 'asking' } });
    void this.#parts.customers.byPhone(call.ani, call.callId).then((customer) => {
      this.#say({ type: 'customer', callId: call.callId, customer });
    });
  }

  #tick(agent: DesktopAgent): void {
    const view = this.#parts.agents.view(agent.id);
    if (view) this.#showFigures(view);
    const queues = agent.queues.flatMap((name) => {
      const state = this.#parts.queue(name);
      if (!state) return [];
      const { queue, queued, oldestWaitMs, ready, signedIn } = state;
      return [{ queue, queued, oldestWaitMs, ready, signedIn }];
    });
    this.#say({ type: 'queues', queues });
  }

  #signedOut(desk: Desk): void {
    this.#parts.desks.detach(desk);
    this.#over('signed-out');
  }

  #over(because: Extract<DesktopEvent, { type: 'over' }>['because']): void {
    if (this.#isOver) return;
    this.#say({ type: 'over', because, message: overSentences[because] });
    this.#drop(closeNormal, because);
  }

  #drop(code: number, reason: string): void {
    this.#end();
    this.#channel.close(code, reason);
  }

  /** The socket is of no more use; the attachment, if any, runs on until it is renewed elsewhere or ends. */
  #end(): void {
    this.#isOver = true;
    this.#attachTimer.cancel();
    this.#stopFeed?.();
    this.#everySecond?.cancel();
  }

  #say(event: DesktopEvent): void {
    if (!this.#isOver) this.#channel.send(JSON.stringify(event));
  }
}

function readCommand(text: string): DesktopCommand | undefined {
  try {
    return desktopCommandSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function callOf(call: CallData): DesktopCall {
  const { callId, queue, callType, ani, dnis, ced, waitedMs } = call;
  return { callId, queue, callType, ani, dnis, ced, waitedMs: Math.round(waitedMs) };
}
