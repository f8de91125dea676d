import { SiteClock } from '../../kernel/offer/site-clock.ts';
import type { Clock } from '../../kernel/ports/clock.ts';
import type { Hash } from '../../kernel/ports/hash.ts';
import { type Metrics, noMetrics } from '../../kernel/ports/metrics.ts';
import type { Timers } from '../../kernel/ports/timers.ts';
import type { QueueState } from '../../kernel/site/state.ts';
import { isFromOwnPage } from '../../platform/http/own-origin.ts';
import type { FastifyInstance, FastifyReply } from '../../platform/http/server.ts';
import { acceptWebSockets } from '../../platform/http/web-sockets.ts';
import type { Acd } from '../acd/acd.ts';
import type { Agents } from '../acd/agents.ts';
import type { AgentSettings } from '../acd/settings.ts';
import type { CustomerLookUp } from './customers.ts';
import { type DeskChannel, DeskConnection } from './desk-connection.ts';
import { Desks } from './desks.ts';
import { desktopLimits, signInRequestSchema } from './protocol.ts';
import { SignIn, type SignInOutcome } from './sign-in.ts';

export interface DesktopOptions {
  readonly site: string;
  readonly agents: readonly AgentSettings[];
  /** By agent id; an agent without one can't sign in. */
  readonly passwords: ReadonlyMap<string, string>;
  /** Signs session tokens; at least 32 bytes. */
  readonly key: Uint8Array;
  readonly acd: Pick<Acd, 'agents' | 'queue'>;
  readonly customers: CustomerLookUp;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly hash: Hash;
  readonly metrics?: Metrics;
}

/** What each connection is given. */
export interface DesktopParts {
  readonly site: string;
  readonly agents: Agents;
  readonly queue: (name: string) => QueueState | undefined;
  readonly signIn: SignIn;
  readonly desks: Desks;
  readonly customers: CustomerLookUp;
  readonly clock: Clock;
  readonly timers: Timers;
  /** The larger of monotonic and wall time passed, so that a machine that slept has lost its attachments. */
  readonly siteNowMs: () => number;
  readonly freshToken: (token: string) => { readonly token: string; readonly expiresInMs: number };
  readonly count: (name: 'desktop-flood' | 'desktop-malformed') => void;
}

/** The agents' desktops of one site, over HTTP and WebSocket; see `protocol.ts` for what is said. */
export class Desktop {
  readonly signIn: SignIn;
  readonly #parts: DesktopParts;
  readonly #desks: Desks;
  #endSockets: (() => void) | undefined;

  constructor(options: DesktopOptions) {
    const { site, passwords, key, acd, customers, clock, timers, hash } = options;
    const siteClock = new SiteClock(clock);
    const siteNowMs = () => siteClock.nowMs();
    const agents = options.agents.map(({ id, name, queues }) => ({ id, name: name ?? id, queues }));
    const metrics = options.metrics ?? noMetrics;
    const counter = metrics.counter('tandem_desktop_events_total', 'What desktops run into, by name');
    this.signIn = new SignIn({ site, agents, passwords, key, hash, clock });
    this.#desks = new Desks(timers, siteNowMs, (agentId) => {
      counter.add(1, { name: 'attachment-lost' });
      // A session that the phone has begun since is none of this attachment's business. Epochs don't tell:
      // a provisional session gets a higher one when its grant comes.
      const { signedInBy } = acd.agents.view(agentId) ?? {};
      if (signedInBy === 'desktop') acd.agents.signOut(agentId, 'attachment-lost');
    });
    this.#parts = {
      site,
      agents: acd.agents,
      queue: (name) => acd.queue(name),
      signIn: this.signIn,
      desks: this.#desks,
      customers,
      clock,
      timers,
      siteNowMs,
      freshToken: (token) => {
        const outcome = this.signIn.withToken(token);
        return outcome.ok ? outcome.signedIn : { token, expiresInMs: 0 };
      },
      count: (name) => counter.add(1, { name }),
    };
  }

  /** A browser's socket. */
  accept(channel: DeskChannel): void {
    new DeskConnection(this.#parts, channel);
  }

  /** Adds the routes of `protocol.ts`; call it before the server listens. */
  serve(app: FastifyInstance): void {
    app.post('/desktop/sign-in', (request, reply) => {
      if (!isFromOwnPage(request.headers)) return refuseForeign(reply);
      const asked = signInRequestSchema.safeParse(request.body);
      if (!asked.success) {
        const message = 'Send {"user": …, "password": …} as JSON.';
        return reply.status(400).send({ code: 'malformed', message });
      }
      const { user, password } = asked.data;
      return answer(reply, this.signIn.withPassword(user, password, request.ip));
    });
    app.post('/desktop/refresh', (request, reply) => {
      if (!isFromOwnPage(request.headers)) return refuseForeign(reply);
      const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
      return answer(reply, this.signIn.withToken(token));
    });
    this.#endSockets = acceptWebSockets(app, {
      path: '/desktop/socket',
      maxPayloadBytes: desktopLimits.messageBytes_max,
      onSocket: (socket) => this.accept(socket),
    });
  }

  /** Tells every desktop, and ends the sockets. */
  close(): void {
    this.#desks.close();
    this.#endSockets?.();
  }
}

function answer(reply: FastifyReply, outcome: SignInOutcome) {
  reply.header('cache-control', 'no-store');
  if (outcome.ok) return reply.status(200).send(outcome.signedIn);
  const { retryAfterMs } = outcome.problem;
  if (retryAfterMs !== undefined) reply.header('retry-after', String(Math.ceil(retryAfterMs / 1000)));
  return reply.status(outcome.status).send(outcome.problem);
}

function refuseForeign(reply: FastifyReply) {
  const message = 'This page may not sign agents in: open the desktop from its own site.';
  return reply.status(403).send({ code: 'foreign-page', message });
}
