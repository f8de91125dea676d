import { describe, expect, it } from 'vitest';
import type { Address } from '../../kernel/ports/datagram.ts';
import { SimulatedNetwork } from '../../kernel/simulated/network.ts';
import { SimulatedRandom } from '../../kernel/simulated/random.ts';
import { SimulatedTime } from '../../kernel/simulated/time.ts';
import { systemHash } from '../../platform/hash/system-hash.ts';
import { DigestServer } from '../../sip/digest/digest-server.ts';
import { Registrar } from '../../sip/registrar/registrar.ts';
import { TransactionLayer } from '../../sip/transaction/transaction-layer.ts';
import { UdpTransport } from '../../sip/transport/udp-transport.ts';
import type { CallDelegate, RequestResult } from '../../sip/user-agent/call.ts';
import { UserAgent } from '../../sip/user-agent/user-agent.ts';
import { offerAudio, readAudio } from '../voice/session-description.ts';
import { Voices } from '../voice/voices.ts';
import type { PhoneOptions } from './phone.ts';
import { PhoneBank } from './phone-bank.ts';

const edgeAddress: Address = { host: '10.1.0.1', port: 5060 };

/** An edge with a registrar, and one phone of agent bj-01. */
async function set(options: Partial<PhoneOptions> = {}) {
  const time = new SimulatedTime();
  const random = new SimulatedRandom(5);
  const network = new SimulatedNetwork(time, random);
  const ports = { datagrams: network.datagrams, clock: time, timers: time, random, hash: systemHash };
  const transport = new UdpTransport(network.bind(edgeAddress));
  const transactions = new TransactionLayer({ transport, timers: time, random });
  const edge = new UserAgent({ transactions, clock: time, timers: time, random, hash: systemHash });
  const digest = new DigestServer({
    realm: 'tandem',
    hash: systemHash,
    random,
    clock: time,
    key: new Uint8Array(32),
    passwordOf: (user) => (user === 'bj-01' ? 'swordfish' : undefined),
  });
  const registrar = new Registrar({ clock: time, timers: time, digest, onBinding: () => {} });
  edge.onRequest('REGISTER', (transaction) => registrar.receive(transaction));
  const voices = new Voices(ports, { host: '10.2.0.1', portMin: 20_000, portMax: 20_099 });
  const bank = new PhoneBank(ports, voices, '10.2.0.1');
  const phone = await bank.add({
    user: 'bj-01',
    password: 'swordfish',
    registrar: edgeAddress,
    answer: { kind: 'auto', afterMs: 0 },
    expiresSeconds: 30,
    ...options,
  });
  const heard: string[] = [];
  const ring = () => {
    const delegate: CallDelegate = {
      onProgress: (response) => heard.push(String(response.status)),
      onAnswered: (response) => heard.push(String(response.status)),
      onEnded: (end) => heard.push(end.kind),
    };
    const body = offerAudio({ host: '10.1.0.1', port: 30_000 });
    return edge.invite({ uri: phone.contactUri, from: 'sip:4001@tandem', body }, delegate);
  };
  return { time, network, edge, registrar, bank, phone, ring, heard };
}

describe('an agent’s phone', () => {
  it('registers with digest, stays registered, and signs off', async () => {
    const { time, registrar, phone } = await set();
    phone.start();
    await time.runAsync(1000);
    expect(phone.state).toBe('idle');
    expect(registrar.bindingsOf('bj-01').map(({ contact }) => contact)).toEqual([phone.contactUri]);
    await time.runAsync(120_000);
    expect(phone.state).toBe('idle');
    expect(registrar.bindingsOf('bj-01')).toHaveLength(1);
    expect(phone.counters.registrations).toBeGreaterThan(3);
    phone.stop();
    await time.runAsync(1000);
    expect(registrar.bindingsOf('bj-01')).toHaveLength(0);
  });

  it('tells when its password is refused', async () => {
    const { time, phone } = await set({ password: 'wrong' });
    phone.start();
    await time.runAsync(1000);
    expect(phone.state).toBe('unregistered');
    expect(phone.counters.registrationFailures).toBeGreaterThan(0);
  });

  it('answers at once without ringing, and sends 1000 Hz from the ACK on', async () => {
    const { time, phone, ring, heard, network } = await set();
    ring();
    await time.runAsync(1000);
    expect(heard).toEqual(['200']);
    expect(phone.state).toBe('talking');
    const sent = network.sent.filter(({ to }) => to.port === 30_000);
    expect(sent.length).toBeGreaterThanOrEqual(49);
  });

  it('rings for as long as told, then answers', async () => {
    const { time, phone, ring, heard } = await set({ answer: { kind: 'auto', afterMs: 800 } });
    ring();
    await time.runAsync(700);
    expect([phone.state, heard]).toEqual(['ringing', ['180']]);
    await time.runAsync(200);
    expect([phone.state, heard]).toEqual(['talking', ['180', '200']]);
  });

  it('rings until its desktop says talk', async () => {
    const { time, phone, ring, heard } = await set({ answer: { kind: 'talk' } });
    const call = ring();
    await time.runAsync(5000);
    const results: RequestResult[] = [];
    call.request('NOTIFY', { headers: [['Event', 'talk']] }, (result) => results.push(result));
    await time.runAsync(100);
    expect(results[0]).toMatchObject({ kind: 'response', response: { status: 200 } });
    expect([phone.state, heard]).toEqual(['talking', ['180', '200']]);
  });

  it('stops ringing when the caller has gone', async () => {
    const { time, phone, ring, heard } = await set({ answer: { kind: 'auto', afterMs: 2000 } });
    const call = ring();
    await time.runAsync(500);
    call.hangUp();
    await time.runAsync(5000);
    expect([phone.state, phone.counters.answered]).toEqual(['unregistered', 0]);
    expect(heard).toEqual(['180', 'cancelled']);
  });

  it('is busy while in a call', async () => {
    const { time, phone, ring, heard } = await set();
    ring();
    await time.runAsync(100);
    ring();
    await time.runAsync(100);
    expect(heard).toEqual(['200', 'refused']);
    expect(phone.counters.busy).toBe(1);
  });

  it('puts the receiver down when its agent does, and takes the next call', async () => {
    const { time, phone, ring, heard } = await set({ talkMs: 1000 });
    ring();
    await time.runAsync(1500);
    ring();
    await time.runAsync(1500);
    expect(heard).toEqual(['200', 'bye', '200', 'bye']);
    expect(phone.counters.answered).toBe(2);
  });

  it('follows a new offer inside the call', async () => {
    const { time, ring, network } = await set();
    const call = ring();
    await time.runAsync(100);
    let answer = '';
    call.reinvite({ body: offerAudio({ host: '10.1.0.1', port: 30_002 }) }, (result) => {
      if (result.kind === 'response') answer = Buffer.from(result.response.body).toString();
    });
    await time.runAsync(1000);
    expect(readAudio(answer)?.address.host).toBe('10.2.0.1');
    expect(network.sent.filter(({ to }) => to.port === 30_002).length).toBeGreaterThan(40);
  });

  it('refuses a call without audio that it speaks', async () => {
    const { time, phone, edge } = await set();
    const ends: string[] = [];
    edge.invite(
      {
        uri: phone.contactUri,
        from: 'sip:4001@tandem',
        body: offerAudio(edgeAddress).replace('8 0 101', '18'),
      },
      { onEnded: (end) => ends.push(end.kind === 'refused' ? String(end.status) : end.kind) },
    );
    await time.runAsync(500);
    expect([ends, phone.state]).toEqual([['488'], 'unregistered']);
  });
});
