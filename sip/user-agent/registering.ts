import type { Address } from '../../kernel/ports/datagram.ts';
import type { Timer } from '../../kernel/ports/timers.ts';
import type { DigestClient } from '../digest/digest-client.ts';
import { contactsOf, type SipRequest, type SipResponse } from '../message/message.ts';
import { parseDeltaSeconds } from '../message/numbers.ts';
import { parameterValue } from '../message/parameters.ts';
import { parseUri, sameUri } from '../message/uri.ts';
import { type Core, destinationOf, newRequest } from './core.ts';
import { Sending, withNextSequence } from './sending.ts';
import type { RegisterOptions, Registration, RegistrationDelegate } from './user-agent-options.ts';

const expiresSeconds_default = 300;
/** Waits after a failure: doubling from the first to the last, ms. */
const retryMs_first = 1000;
const retryMs_last = 60_000;

/**
 * The client's side of registration (RFC 3261 §10.2): registers our Contact, refreshes it after half
 * its life, tries again after failures, and takes it back when asked.
 */
export class Registering implements Registration {
  readonly #core: Core;
  readonly #delegate: RegistrationDelegate;
  readonly #digest: DigestClient | undefined;
  readonly #destination: Address | undefined;
  #request: SipRequest;
  #expiresSeconds: number;
  #retryMs = retryMs_first;
  #timer: Timer | undefined;
  #isRegistered = false;
  #state: 'keeping' | 'leaving' | 'stopped' = 'keeping';

  constructor(core: Core, options: RegisterOptions, delegate: RegistrationDelegate) {
    this.#core = core;
    this.#delegate = delegate;
    this.#digest = core.digestFor(options.credentials);
    this.#expiresSeconds = options.expiresSeconds ?? expiresSeconds_default;
    this.#request = newRequest(core, {
      method: 'REGISTER',
      uri: options.registrar,
      from: options.aor,
      to: options.aor,
      ...(options.headers && { headers: options.headers }),
    });
    this.#destination = destinationOf(core, this.#request, options.destination);
    this.#send(this.#expiresSeconds);
  }

  get isRegistered(): boolean {
    return this.#isRegistered;
  }

  unregister(): void {
    if (this.#state !== 'keeping') return;
    this.#state = 'leaving';
    this.#timer?.cancel();
    this.#send(0);
  }

  stop(): void {
    this.#state = 'stopped';
    this.#isRegistered = false;
    this.#timer?.cancel();
  }

  #send(expiresSeconds: number): void {
    const to = this.#destination;
    if (!to) {
      this.#core.options.timers.after(0, () => this.#failed(503, undefined));
      return;
    }
    this.#request = withNextSequence(this.#request);
    this.#request.headers.set('Expires', String(expiresSeconds));
    const sending = new Sending(this.#core, this.#request, to, this.#digest, {
      onResponse: (response) => {
        this.#request = sending.request;
        if (response.status >= 200) this.#receive(response);
      },
      onFailure: (cause) => this.#failed(cause === 'timeout' ? 408 : 503, this.#nextRetryMs()),
    });
  }

  #receive(response: SipResponse): void {
    if (this.#state === 'stopped') return;
    if (response.status >= 300) {
      this.#refused(response);
      return;
    }
    if (this.#state === 'leaving') {
      this.stop();
      this.#delegate.onUnregistered?.();
      return;
    }
    const granted = this.#granted(response);
    this.#retryMs = retryMs_first;
    this.#isRegistered = true;
    this.#sendAgainAfter(granted * 500);
    this.#delegate.onRegistered?.(granted);
  }

  #refused(response: SipResponse): void {
    const { status } = response;
    const leastSeconds = parseDeltaSeconds(response.headers.get('min-expires') ?? '');
    if (status === 423 && leastSeconds !== undefined && leastSeconds > this.#expiresSeconds) {
      this.#expiresSeconds = leastSeconds;
      if (this.#state === 'keeping') this.#send(leastSeconds);
      return;
    }
    const isFinal = status === 401 || status === 403 || status === 404 || status === 407;
    this.#failed(status, isFinal ? undefined : this.#nextRetryMs());
  }

  /** Seconds that the registrar gave to our Contact (RFC 3261 §10.2.4). */
  #granted(response: SipResponse): number {
    const own = parseUri(this.#core.contactUri)!;
    const contact = contactsOf(response).find(({ uri }) => {
      const parsed = parseUri(uri);
      return parsed !== undefined && sameUri(parsed, own);
    });
    const text = contact && parameterValue(contact.params, 'expires');
    const seconds = parseDeltaSeconds(text ?? response.headers.get('expires') ?? '') ?? this.#expiresSeconds;
    return Math.max(1, Math.min(seconds, expiresSeconds_max));
  }

  #nextRetryMs(): number {
    const retryMs = this.#retryMs;
    this.#retryMs = Math.min(retryMs * 2, retryMs_last);
    return retryMs;
  }

  #failed(status: number, retryMs: number | undefined): void {
    if (this.#state === 'stopped') return;
    this.#isRegistered = false;
    if (this.#state === 'leaving') {
      this.stop();
      this.#delegate.onUnregistered?.();
      return;
    }
    if (retryMs !== undefined) this.#sendAgainAfter(retryMs);
    this.#delegate.onFailed?.(status, retryMs);
  }

  #sendAgainAfter(delayMs: number): void {
    this.#timer?.cancel();
    this.#timer = this.#core.options.timers.after(delayMs, () => this.#send(this.#expiresSeconds));
  }
}

/** Longer grants are refreshed as if they were a day long. */
const expiresSeconds_max = 86_400;
