import type { Customer, Directory } from '../customers/people.ts';
import type { Business, LedgerWrite } from './ledger.ts';

/** The bank's business: one account for each customer, in fen. */
export type Reading =
  | { readonly outcome: 'answered'; readonly result: object }
  | { readonly outcome: 'refused'; readonly code: string; readonly message: string };

/** No single amount may be larger, fen. */
const amountFenMax = 1_000_000_000;

/** `deposit {fen}` and `transfer {to, fen}`. */
export function accountsBusiness(directory: Directory): Business {
  return (write, fenIn) => {
    if (!directory.byId(write.customer)) return unknownCustomer(write.customer);
    const payload = payloadOf(write);
    const fen = payload.fen;
    if (typeof fen !== 'number' || !Number.isSafeInteger(fen) || fen < 1 || fen > amountFenMax) {
      return { refused: 'bad-amount', message: `"fen" must be a whole number from 1 to ${amountFenMax}` };
    }
    if (write.type === 'deposit') {
      return {
        postings: [{ account: write.customer, fen }],
        result: (balanceFen) => ({ balanceFen }),
      };
    }
    if (write.type !== 'transfer') {
      return { refused: 'unknown-operation', message: `this bank does no "${write.type}"` };
    }
    const to = payload.to;
    if (typeof to !== 'string' || !directory.byId(to)) return unknownCustomer(String(to));
    if (to === write.customer) return { refused: 'same-account', message: 'payer and payee are one' };
    if (fenIn(write.customer) < fen) {
      return { refused: 'insufficient-funds', message: 'the account holds less than the amount' };
    }
    return {
      postings: [
        { account: write.customer, fen: -fen },
        { account: to, fen },
      ],
      result: (balanceFen) => ({ balanceFen }),
    };
  };
}

/** `balance` of a customer, and `customer-by-phone {phone}`. */
export function readAccounts(
  question: { readonly type: string; readonly customer: string; readonly payload: string },
  directory: Directory,
  fenIn: (account: string) => number,
): Reading {
  const found = (customer: Customer): Reading => ({
    outcome: 'answered',
    result: {
      customer: customer.id,
      name: customer.name,
      latinName: customer.latinName,
      class: customer.class,
      phone: customer.phone,
      balanceFen: fenIn(customer.id),
    },
  });
  if (question.type === 'balance') {
    const customer = directory.byId(question.customer);
    if (customer) return found(customer);
    return { outcome: 'refused', code: 'unknown-customer', message: 'no such customer' };
  }
  if (question.type === 'customer-by-phone') {
    const { phone } = payloadOf(question);
    const customer = typeof phone === 'string' ? directory.byPhone(phone) : undefined;
    if (customer) return found(customer);
    return { outcome: 'refused', code: 'unknown-customer', message: 'nobody has this telephone number' };
  }
  return {
    outcome: 'refused',
    code: 'unknown-operation',
    message: `this bank answers no "${question.type}"`,
  };
}

function unknownCustomer(id: string) {
  return { refused: 'unknown-customer', message: `there is no customer "${id.slice(0, 40)}"` };
}

function payloadOf(request: Pick<LedgerWrite, 'payload'>): Record<string, unknown> {
  try {
    const payload: unknown = JSON.parse(request.payload);
    return typeof payload === 'object' && payload !== null ? (payload as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
