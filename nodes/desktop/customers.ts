import type { CustomerView } from './protocol.ts';

/** Who is calling, for the screen pop. Never rejects: what can't be known in time is an unknown customer. */
export interface CustomerLookUp {
  byPhone(phone: string, callId: string): Promise<CustomerView>;
}

/** What a business query answers: a JSON object as text. Rejects when no gateway answers in time. */
export type AskBusiness = (question: {
  readonly type: string;
  readonly payload: string;
  readonly callId: string;
  readonly deadlineMs: number;
}) => Promise<string>;

export const customerWithinMs = 500;

/** Asks the front-end gateways, one after the other, within one deadline. */
export class GatewayCustomers implements CustomerLookUp {
  readonly #gateways: readonly AskBusiness[];
  readonly #monoMs: () => number;
  #next = 0;

  constructor(gateways: readonly AskBusiness[], monoMs: () => number) {
    this.#gateways = gateways;
    this.#monoMs = monoMs;
  }

  async byPhone(phone: string, callId: string): Promise<CustomerView> {
    if (!/^\+?\d{3,20}$/.test(phone)) return { found: 'unknown', because: 'the caller shows no number' };
    const byMono = this.#monoMs() + customerWithinMs;
    const payload = JSON.stringify({ phone: phone.replace(/^\+86/, '') });
    let because = 'no gateway is set up';
    for (let tried = 0; tried < this.#gateways.length; tried++) {
      const deadlineMs = Math.min(customerWithinMs / 2, byMono - this.#monoMs());
      if (deadlineMs <= 0) break;
      const ask = this.#gateways[this.#next % this.#gateways.length]!;
      try {
        return readCustomer(await ask({ type: 'customer-by-phone', payload, callId, deadlineMs }));
      } catch (error) {
        // Somebody was reached and knows nobody of that number: no use in asking the other.
        if (codeOf(error) === 'unknown-customer') {
          return { found: 'unknown', because: 'nobody has this telephone number' };
        }
        because = 'the business systems did not answer in time';
        this.#next += 1;
      }
    }
    return { found: 'unknown', because };
  }
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, trailers } = error as { code?: unknown; trailers?: Record<string, unknown> };
  const named = trailers?.['tandem-code'] ?? code;
  return typeof named === 'string' ? named : undefined;
}

function readCustomer(text: string): CustomerView {
  const result: unknown = JSON.parse(text);
  if (typeof result !== 'object' || result === null) throw new Error('not an object');
  const { customer, name, balanceFen, ...rest } = result as Record<string, unknown>;
  if (typeof customer !== 'string' || typeof name !== 'string') throw new Error('no customer in the answer');
  const details = [
    { label: 'class', value: rest.class },
    { label: 'phone', value: rest.phone },
  ].filter((detail): detail is { label: string; value: string } => typeof detail.value === 'string');
  if (typeof balanceFen === 'number') {
    details.push({ label: 'balance', value: `¥${(balanceFen / 100).toFixed(2)}` });
  }
  return { found: 'known', customerId: customer, name, details };
}
