import { describe, expect, it } from 'vitest';
import { customerAt, Directory, phoneOf } from './people.ts';

describe('the bank customers', () => {
  it('are the same people wherever they are made', () => {
    expect(customerAt(17)).toEqual(customerAt(17));
    expect(customerAt(17)).toMatchObject({ id: 'c0000017', phone: phoneOf(17) });
  });

  it('are found by the number they call from, with or without country code, and by nothing else', () => {
    const directory = new Directory(2000);
    const customer = customerAt(1234);
    for (const phone of [customer.phone, `+86${customer.phone}`, `0086 ${customer.phone}`]) {
      expect(directory.byPhone(phone)).toEqual(customer);
    }
    expect(directory.byPhone('13912345678')).toBeUndefined();
    expect(directory.byPhone(phoneOf(2000))).toBeUndefined();
    expect(directory.byId('c0002000')).toBeUndefined();
  });

  it('have numbers of their own', () => {
    expect(new Set(Array.from({ length: 50_000 }, (_, index) => phoneOf(index))).size).toBe(50_000);
  });
});
