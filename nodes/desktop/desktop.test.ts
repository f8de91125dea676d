import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Hash } from '../../kernel/ports/hash.ts';
import { phoneAgent, SimulatedEdge } from '../acd/simulated-edge.ts';
import type { CustomerLookUp } from './customers.ts';
import type { DeskChannel } from './desk-connection.ts';
import { Desktop } from './desktop.ts';
import { type DesktopCommand, type DesktopEvent, desktopEventSchema } from './protocol.ts';
import { sessionTokenMs } from './sign-in.ts';

const hash: Hash = {
  md5Hex: (text) => createHash('md5').update(text).digest('hex'),
  sha256Hex: (text) => createHash('sha256').update(text).digest('hex'),
  hmacSha256: (key, message) => createHmac('sha256', key).update(message).digest(),
};

const wang: CustomerLookUp = {
  byPhone: async () => ({ found: 'known', customerId: '17', name: '王芳', details: [] }),
};

/** A page, with what it was told. */
class Page implements DeskChannel {
  readonly events: DesktopEvent[] = [];
  closed: number | undefined;
  #receive: (text: string) => void = () => {};
  #closed: () => void = () => {};
  #number = 0;

  send(text: string): void {
    this.events.push(desktopEventSchema.parse(JSON.parse(text)));
  }
  onMessage(receive: (text: string) => void): void {
    this.#receive = receive;
  }
  onClosed(closed: () => void): void {
    this.#closed = closed;
  }
  close(code: number): void {
    this.closed = code;
  }

  say(command: DistributiveOmit<DesktopCommand, 'number'>): number {
    this.#number += 1;
    this.#receive(JSON.stringify({ ...command, number: this.#number }));
    return this.#number;
  }
  write(text: string): void {
    this.#receive(text);
  }
  lose(): void {
    this.#closed();
  }
  of<Type extends DesktopEvent['type']>(type: Type): Extract<DesktopEvent, { type: Type }>[] {
    return this.events.filter((event): event is Extract<DesktopEvent, { type: Type }> => event.type === type);
  }
  get state(): string | undefined {
    return this.of('state').at(-1)?.state;
  }
}
type DistributiveOmit<T, K extends string> = T extends unknown ? Omit<T, K> : never;

class Site {
  readonly edge = new SimulatedEdge([
    { id: 'bj-desk', queues: ['sales'], signIn: 'desktop' },
    phoneAgent('bj-01'),
  ]);
  readonly desktop: Desktop;

  constructor(customers: CustomerLookUp = wang) {
    this.desktop = new Desktop({
      site: 'beijing',
      agents: [{ id: 'bj-desk', name: 'Desk', queues: ['sales'], signIn: 'desktop' }, phoneAgent('bj-01')],
      passwords: new Map([['bj-desk', 'open sesame']]),
      key: new Uint8Array(32).fill(7),
      acd: this.edge.acd,
      customers,
      clock: this.edge.time,
      timers: this.edge.time,
      hash,
    });
  }

  token(): string {
    const outcome = this.desktop.signIn.withPassword('bj-desk', 'open sesame', '127.0.0.1');
    if (!outcome.ok) throw new Error(outcome.problem.message);
    return outcome.signedIn.token;
  }

  async attach(): Promise<Page> {
    const page = new Page();
    this.desktop.accept(page);
    page.say({ type: 'attach', token: this.token(), epoch: 0 });
    await this.edge.time.runAsync(0);
    return page;
  }

  /** Time passes while these pages renew each second, as pages do. */
  async pass(seconds: number, ...pages: Page[]): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      await this.edge.time.runAsync(1000);
      for (const page of pages) {
        page.say({ type: 'renew', echo: page.of('renewed').at(-1)?.number ?? 0 });
      }
    }
  }
}

describe('signing in', () => {
  it('takes the right password, and tells nothing by refusing', () => {
    const { desktop } = new Site();
    const { signIn } = desktop;
    expect(signIn.withPassword('bj-desk', 'open sesame', 'a').ok).toBe(true);
    const wrong = signIn.withPassword('bj-desk', 'guess', 'a');
    const unknown = signIn.withPassword('nobody', 'guess', 'a');
    expect(wrong).toEqual(unknown);
    expect(wrong).toMatchObject({ status: 401 });
    expect(signIn.withPassword('bj-01', '', 'a').ok).toBe(false);
  });

  it('refuses to look after five failures of one user, for a minute', () => {
    const { desktop, edge } = new Site();
    for (let i = 0; i < 5; i++) desktop.signIn.withPassword('bj-desk', `guess ${i}`, `address ${i}`);
    const outcome = desktop.signIn.withPassword('bj-desk', 'open sesame', 'b');
    expect(outcome).toMatchObject({ ok: false, status: 429, problem: { code: 'too-many-failures' } });
    edge.time.run(60_000);
    expect(desktop.signIn.withPassword('bj-desk', 'open sesame', 'b').ok).toBe(true);
  });

  it('gives a token that expires, is renewed, and is no other than ours', () => {
    const site = new Site();
    const { desktop, edge } = site;
    const token = site.token();
    expect(desktop.signIn.withToken(token).ok).toBe(true);
    expect(desktop.signIn.withToken(`${token}x`).ok).toBe(false);
    const [version, , signature] = token.split('.');
    const forged = Buffer.from(JSON.stringify(['bj-01', 'beijing', 9e15])).toString('base64url');
    expect(desktop.signIn.withToken(`${version}.${forged}.${signature}`).ok).toBe(false);
    edge.time.run(sessionTokenMs);
    expect(desktop.signIn.withToken(token)).toMatchObject({ ok: false, status: 401 });
  });
});

describe('a desktop', () => {
  it('shows the caller and the customer before the phone rings, then talks and wraps up', async () => {
    const site = new Site();
    const page = await site.attach();
    expect(page.of('attached')[0]).toMatchObject({ agent: { id: 'bj-desk' }, provisional: false });
    expect(page.state).toBe('not-ready');
    page.say({ type: 'ready' });
    expect(page.of('refused')[0]).toMatchObject({ code: 'no-phone' });
    await site.edge.register('bj-desk');
    page.say({ type: 'ready' });
    expect(page.state).toBe('ready');
    site.edge.call({ ani: '13900001111' });
    const types = page.events.map((event) => event.type);
    const rang = page.events.findIndex((event) => event.type === 'state' && event.state === 'ringing');
    expect(types.indexOf('pop')).toBeLessThan(rang);
    expect(page.of('pop')[0]).toMatchObject({ call: { ani: '13900001111' }, customer: { found: 'asking' } });
    await site.edge.time.runAsync(1);
    expect(page.of('customer')[0]?.customer).toMatchObject({ found: 'known', name: '王芳' });
    page.say({ type: 'answer' });
    expect(site.edge.log.at(-1)).toMatch(/^answer /);
    site.edge.acd.phoneAnswered(site.edge.offerAt('bj-desk'));
    await site.pass(5, page);
    page.say({ type: 'hangUp' });
    expect(page.state).toBe('work-ready');
    expect(site.edge.ended.get('call-1')).toMatchObject({ endedBy: 'agent' });
    expect(page.of('figures').at(-1)).toMatchObject({ handled: 1, meanTalkMs: 5000 });
  });

  it('that stays silent is signed out after its attachment, but its talking call goes on', async () => {
    const site = new Site();
    const page = await site.attach();
    await site.edge.register('bj-desk');
    page.say({ type: 'ready' });
    site.edge.call();
    site.edge.acd.phoneAnswered(site.edge.offerAt('bj-desk'));
    await site.edge.time.runAsync(3001);
    expect(page.of('over')[0]?.because).toBe('attachment-lost');
    expect(site.edge.stateOf('bj-desk')).toBe('talking');
    expect(site.edge.joined.has('call-1')).toBe(true);
    site.edge.acd.callerGone('call-1');
    expect(site.edge.stateOf('bj-desk')).toBe('logged-out');
  });

  it('that renews stays attached as long as it likes', async () => {
    const site = new Site();
    const page = await site.attach();
    await site.pass(60, page);
    expect(page.of('over')).toEqual([]);
    expect(page.of('renewed')).toHaveLength(60);
  });

  it('can not keep its attachment by renewals that were sent long ago', async () => {
    const site = new Site();
    const page = await site.attach();
    // All of one moment, delivered late one by one: they echo nothing newer than the beginning.
    for (let second = 0; second < 4; second++) {
      await site.edge.time.runAsync(1000);
      page.say({ type: 'renew', echo: 0 });
    }
    expect(page.of('over')[0]?.because).toBe('attachment-lost');
  });

  it('that began without a grant is signed out when it falls silent, also after its grant has come', async () => {
    const site = new Site();
    site.edge.grants.away = true;
    const page = await site.attach();
    expect(page.of('attached').at(-1)).toMatchObject({ provisional: true });
    site.edge.grants.away = false;
    await site.pass(6, page);
    expect(site.edge.acd.agents.view('bj-desk')?.epoch).toBeGreaterThan(0);
    page.lose();
    await site.edge.time.runAsync(3100);
    expect(site.edge.stateOf('bj-desk')).toBe('logged-out');
  });

  it('that goes while its grant is on the way leaves nobody signed in', async () => {
    const site = new Site();
    const page = new Page();
    site.desktop.accept(page);
    page.say({ type: 'attach', token: site.token(), epoch: 0 });
    page.lose();
    await site.edge.time.runAsync(0);
    expect(site.edge.stateOf('bj-desk')).toBe('not-ready');
    await site.edge.time.runAsync(3100);
    expect(site.edge.stateOf('bj-desk')).toBe('logged-out');
  });

  it('that is loaded anew keeps its call', async () => {
    const site = new Site();
    const before = await site.attach();
    await site.edge.register('bj-desk');
    before.say({ type: 'ready' });
    site.edge.call();
    site.edge.acd.phoneAnswered(site.edge.offerAt('bj-desk'));
    before.lose();
    await site.edge.time.runAsync(1500);
    const after = await site.attach();
    expect(after.of('state')[0]).toMatchObject({ state: 'talking', call: { callId: 'call-1' } });
    await site.pass(10, after);
    expect(site.edge.stateOf('bj-desk')).toBe('talking');
  });

  it('opened second wins, and the first is told', async () => {
    const site = new Site();
    const first = await site.attach();
    const second = await site.attach();
    expect(first.of('over')[0]?.because).toBe('superseded');
    expect(first.closed).toBe(1000);
    expect(second.of('attached')[0]!.epoch).toBeGreaterThan(first.of('attached')[0]!.epoch);
    await site.pass(5, second);
    expect(second.of('over')).toEqual([]);
  });

  it('serves the caller without a customer when the look-up finds nothing', async () => {
    const site = new Site({ byPhone: async () => ({ found: 'unknown', because: 'too late' }) });
    const page = await site.attach();
    await site.edge.register('bj-desk');
    page.say({ type: 'ready' });
    site.edge.call();
    await site.edge.time.runAsync(1);
    expect(page.of('customer')[0]?.customer).toEqual({ found: 'unknown', because: 'too late' });
  });

  it('is closed for anything that is not the protocol', async () => {
    const site = new Site();
    for (const text of [
      '{',
      '[]',
      '{"type":"ready","number":1,"extra":2}',
      '{"type":"ready","number":1}',
      'x'.repeat(5000),
    ]) {
      const page = new Page();
      site.desktop.accept(page);
      page.write(text);
      expect(page.closed).toBe(1008);
    }
    const silent = new Page();
    site.desktop.accept(silent);
    site.edge.time.run(5000);
    expect(silent.closed).toBe(1008);
    const forged = new Page();
    site.desktop.accept(forged);
    forged.say({ type: 'attach', token: '1.x.y', epoch: 0 });
    expect(forged.of('over')[0]?.because).toBe('token-expired');
    const flood = await site.attach();
    for (let i = 0; i < 60; i++) flood.say({ type: 'ready' });
    expect(flood.closed).toBe(1008);
  });
});
