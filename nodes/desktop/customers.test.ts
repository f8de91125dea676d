import { describe, expect, it } from 'vitest';
import { type AskBusiness, GatewayCustomers } from './customers.ts';

const knows: AskBusiness = async ({ payload }) =>
  JSON.stringify({
    customer: '17',
    name: '王芳',
    class: 'gold',
    phone: JSON.parse(payload).phone,
    balanceFen: 123_456,
  });
const isAway: AskBusiness = async () => {
  throw Object.assign(new Error('away'), { code: 'UNAVAILABLE' });
};
const knowsNobody: AskBusiness = async () => {
  throw Object.assign(new Error('no'), {
    code: 'NOT_FOUND',
    trailers: { 'tandem-code': 'unknown-customer' },
  });
};
const look = (...gateways: AskBusiness[]) => new GatewayCustomers(gateways, () => 0);

describe('the look-up of a customer', () => {
  it('shows name, class and balance', async () => {
    expect(await look(knows).byPhone('+8613800000017', 'call-1')).toEqual({
      found: 'known',
      customerId: '17',
      name: '王芳',
      details: [
        { label: 'class', value: 'gold' },
        { label: 'phone', value: '13800000017' },
        { label: 'balance', value: '¥1234.56' },
      ],
    });
  });

  it('asks the other gateway when one is away, and first the other from then on', async () => {
    let asked = 0;
    const counted: AskBusiness = (question) => {
      asked += 1;
      return isAway(question);
    };
    const customers = look(counted, knows);
    expect((await customers.byPhone('13800000017', '')).found).toBe('known');
    expect((await customers.byPhone('13800000017', '')).found).toBe('known');
    expect(asked).toBe(1);
  });

  it('fails softly: nobody, hidden numbers, nonsense, or no gateway is an unknown customer', async () => {
    const nonsense: AskBusiness = async () => '[]';
    for (const customers of [look(knowsNobody), look(isAway, isAway), look(nonsense), look()]) {
      expect((await customers.byPhone('13800000017', '')).found).toBe('unknown');
    }
    expect((await look(knows).byPhone('anonymous', '')).found).toBe('unknown');
  });
});
