import type { Address } from '../../kernel/ports/datagram.ts';
import { askSupervisor, ControlFailure } from '../../platform/control/client.ts';
import type { HttpExchange } from '../../platform/http/exchange.ts';
import type { CallInReply, CallInRequest, DesktopReply, Session, SiteReply } from '../live/answers.ts';
import { Refusal } from './refusal.ts';

/**
 * What a visitor of the console may do to a demonstration cluster: have somebody call, take a desktop, lose a site
 * and bring it back. Each asks whoever can do it; none is there where nobody was named.
 */
export interface DemoParts {
  readonly http: HttpExchange;
  readonly population: Address | undefined;
  readonly controlSocket: string | undefined;
  readonly desktops: readonly { readonly site: string; readonly agentId: string; readonly url: string }[];
  readonly sites: readonly string[];
  /** Sites whose desktop is better not offered now. */
  isDown(site: string): boolean;
}

const askWithinMs = 3000;

export class Demo {
  readonly #parts: DemoParts;
  #turn = 0;

  constructor(parts: DemoParts) {
    this.#parts = parts;
  }

  abilities(): Session['demo'] {
    const { population, controlSocket, desktops } = this.#parts;
    return {
      callIn: population !== undefined,
      loseSite: controlSocket !== undefined,
      desktop: desktops.length > 0,
    };
  }

  async callIn(request: CallInRequest): Promise<CallInReply> {
    const { population, http } = this.#parts;
    if (!population) throw new Refusal(404, 'no-callers', 'This cluster has no simulated callers.');
    const body = request.dnis === undefined ? {} : { dnis: request.dnis };
    const answer = await http.ask(population, {
      method: 'POST',
      path: '/calls',
      body,
      deadlineMs: askWithinMs,
    });
    if (answer.outcome !== 'answered') {
      throw new Refusal(
        503,
        'callers-away',
        'The simulated callers do not answer; try again in a moment.',
        true,
      );
    }
    const read = readJson(answer.body);
    if (answer.status >= 300) {
      const said = (read as { error?: { message?: unknown } } | undefined)?.error?.message;
      const sentence = typeof said === 'string' ? said : `The callers answered ${answer.status}.`;
      throw new Refusal(answer.status < 500 ? 400 : 503, 'callers-refused', sentence, answer.status >= 500);
    }
    const { ani, dnis } = (read ?? {}) as { ani?: unknown; dnis?: unknown };
    if (typeof ani !== 'string' || typeof dnis !== 'string') {
      throw new Refusal(502, 'callers-unclear', 'The simulated callers answered something else than a call.');
    }
    return { ani, dnis };
  }

  async loseSite(site: string): Promise<SiteReply> {
    await this.#control(site, { command: 'kill', site, signal: 'SIGKILL', restart: false });
    return { site, sentence: `${site} was killed: its router and its node, without a word.` };
  }

  async restoreSite(site: string): Promise<SiteReply> {
    await this.#control(site, { command: 'start', site });
    return { site, sentence: `${site} is starting again.` };
  }

  /** One after the other, so that two visitors get two desks. */
  desktop(site: string | undefined): DesktopReply {
    const fitting = this.#parts.desktops.filter((desk) => site === undefined || desk.site === site);
    const alive = fitting.filter((desk) => !this.#parts.isDown(desk.site));
    const choices = alive.length > 0 ? alive : fitting;
    const desk = choices[this.#turn % Math.max(1, choices.length)];
    this.#turn += 1;
    if (!desk) throw new Refusal(404, 'no-desktop', 'This cluster has no desktop for visitors.');
    return { url: desk.url, site: desk.site, agentId: desk.agentId };
  }

  async #control(site: string, request: Parameters<typeof askSupervisor>[1]): Promise<void> {
    const { controlSocket, sites } = this.#parts;
    if (!controlSocket) throw new Refusal(404, 'no-supervisor', 'Nobody here can stop or start a site.');
    if (!sites.includes(site)) {
      throw new Refusal(400, 'no-such-site', `There is no such site; name one of ${sites.join(', ')}.`);
    }
    try {
      await askSupervisor(controlSocket, request, askWithinMs);
    } catch (error) {
      if (!(error instanceof ControlFailure)) throw error;
      throw new Refusal(error.code === 'refused' ? 409 : 503, error.code, error.message, error.retriable);
    }
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
