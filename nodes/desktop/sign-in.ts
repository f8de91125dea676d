import type { Clock } from '../../kernel/ports/clock.ts';
import type { Hash } from '../../kernel/ports/hash.ts';
import { sameText } from '../../kernel/token/signed-fields.ts';
import { FailedSignIns } from './failed-sign-ins.ts';
import type { Problem, SignedIn } from './protocol.ts';
import { signSessionToken, verifySessionToken } from './session-token.ts';

export const sessionTokenMs = 15 * 60_000;

export interface DesktopAgent {
  readonly id: string;
  readonly name: string;
  readonly queues: readonly string[];
}

export interface SignInOptions {
  readonly site: string;
  readonly agents: readonly DesktopAgent[];
  readonly passwords: ReadonlyMap<string, string>;
  /** At least 32 bytes. */
  readonly key: Uint8Array;
  readonly hash: Hash;
  readonly clock: Clock;
}

export type SignInOutcome =
  | { readonly ok: true; readonly signedIn: SignedIn }
  | { readonly ok: false; readonly status: 401 | 429; readonly problem: Problem };

/** Who may open a desktop: user and password against a signed token, with a limit on guessing. */
export class SignIn {
  readonly #options: SignInOptions;
  readonly #agents: ReadonlyMap<string, DesktopAgent>;
  readonly #failed: FailedSignIns;

  constructor(options: SignInOptions) {
    this.#options = options;
    this.#agents = new Map(options.agents.map((agent) => [agent.id, agent]));
    this.#failed = new FailedSignIns(options.clock);
  }

  /** `from` is the asker's address. An unknown user and a wrong password look the same. */
  withPassword(user: string, password: string, from: string): SignInOutcome {
    const retryAfterMs = this.#failed.waitMs(user, from);
    if (retryAfterMs > 0) {
      const message = `Too many failed sign-ins: wait ${Math.ceil(retryAfterMs / 1000)} s and try again.`;
      return { ok: false, status: 429, problem: { code: 'too-many-failures', message, retryAfterMs } };
    }
    const agent = this.#agents.get(user);
    const expected = this.#options.passwords.get(user) ?? '';
    const isRight = this.#sameSecret(password, expected) && agent !== undefined && expected !== '';
    if (!isRight) {
      this.#failed.note(user, from);
      const message = 'User or password is wrong: check both and try again.';
      return { ok: false, status: 401, problem: { code: 'wrong-password', message } };
    }
    this.#failed.forgive(user);
    return { ok: true, signedIn: this.#issue(agent) };
  }

  withToken(token: string): SignInOutcome {
    const agent = this.agentOf(token);
    if (agent) return { ok: true, signedIn: this.#issue(agent) };
    const message = 'This sign-in has expired: sign in again.';
    return { ok: false, status: 401, problem: { code: 'token-expired', message } };
  }

  agentOf(token: string): DesktopAgent | undefined {
    const { site, key, hash, clock } = this.#options;
    const verified = verifySessionToken(token, { site, nowMs: clock.wallMs() }, key, hash);
    return verified && this.#agents.get(verified.agentId);
  }

  #issue(agent: DesktopAgent): SignedIn {
    const { site, key, hash, clock } = this.#options;
    const expiresAtMs = Math.round(clock.wallMs() + sessionTokenMs);
    const token = signSessionToken({ agentId: agent.id, site, expiresAtMs }, key, hash);
    const { id, name, queues } = agent;
    return { token, expiresInMs: sessionTokenMs, agent: { id, name, queues: [...queues] } };
  }

  /** Of equal length whatever was typed, so that time tells nothing. */
  #sameSecret(a: string, b: string): boolean {
    const digest = (text: string) =>
      Buffer.from(this.#options.hash.hmacSha256(this.#options.key, new TextEncoder().encode(text))).toString(
        'hex',
      );
    return sameText(digest(a), digest(b));
  }
}
