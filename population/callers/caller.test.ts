import { describe, expect, it } from 'vitest';
import { type Address, parseAddress } from '../../kernel/ports/datagram.ts';
import { SimulatedNetwork } from '../../kernel/simulated/network.ts';
import { SimulatedRandom } from '../../kernel/simulated/random.ts';
import { SimulatedTime } from '../../kernel/simulated/time.ts';
import { systemHash } from '../../platform/hash/system-hash.ts';
import { TransactionLayer } from '../../sip/transaction/transaction-layer.ts';
import { UdpTransport } from '../../sip/transport/udp-transport.ts';
import { UserAgent } from '../../sip/user-agent/user-agent.ts';
import type { AnswerMode } from '../phones/phone.ts';
import { PhoneBank } from '../phones/phone-bank.ts';
import { Caller } from './caller.ts';
import type { CallerPlan, CallerReport } from './caller-report.ts';
import { openLine } from './line.ts';

const nowhere: Address = { host: '10.9.9.9', port: 5060 };

/** Callers on a line, and phones that they dial directly. */
async function set() {
  const time = new SimulatedTime();
  const random = new SimulatedRandom(11);
  const network = new SimulatedNetwork(time, random);
  const ports = { datagrams: network.datagrams, clock: time, timers: time, random, hash: systemHash };
  const line = await openLine(ports, { host: '10.0.0.1', portMin: 20_000, portMax: 20_999 });
  const phoneLine = await openLine(ports, { host: '10.0.0.2', portMin: 20_000, portMax: 20_999 });
  const bank = new PhoneBank(ports, phoneLine.voices, '10.0.0.2');
  const phone = async (answer: AnswerMode, more: { talkMs?: number } = {}) => {
    const added = await bank.add({ user: 'a1', password: 'x', registrar: nowhere, answer, ...more });
    return { phone: added, at: parseAddress(added.contactUri.slice('sip:a1@'.length))! };
  };
  /** A far end that does with every INVITE what it is told. */
  const host = (address: Address) => {
    const transport = new UdpTransport(network.bind(address));
    const transactions = new TransactionLayer({ transport, timers: time, random });
    return new UserAgent({ transactions, clock: time, timers: time, random, hash: systemHash });
  };
  const call = (plan: Partial<CallerPlan> & Pick<CallerPlan, 'to'>) => {
    const reports: CallerReport[] = [];
    const whole: CallerPlan = {
      dnis: '4001',
      ani: '13800000001',
      talkMs: 2000,
      patienceMs: 10_000,
      silenceMs: 500,
      deadAirMs: 3000,
      ...plan,
    };
    const caller = new Caller(line, whole, (report) => reports.push(report));
    caller.start();
    return { caller, reports };
  };
  return { time, network, line, phone, host, call };
}

describe('a caller', () => {
  it('hears the agent, talks as long as planned and hangs up', async () => {
    const { time, phone, call } = await set();
    const { at, phone: agent } = await phone({ kind: 'auto', afterMs: 0 });
    const { reports } = call({ to: [at] });
    await time.runAsync(4000);
    expect(reports).toHaveLength(1);
    const [report] = reports;
    expect(report).toMatchObject({ outcome: 'answered', status: 200, attempts: 1 });
    expect(report!.setupMs).toBeLessThan(5);
    expect(report!.agentMs).toBeLessThan(10);
    expect(report!.talkedMs).toBe(2000);
    expect(report!.audio!.packetsSinceTone).toBeGreaterThanOrEqual(100);
    expect(report!.audio!.lostPackets).toBe(0);
    expect(agent.counters).toMatchObject({ rung: 1, answered: 1, callersHeard: 1, lost: 0 });
    expect(agent.state).toBe('unregistered');
  });

  it('takes an agent who hangs up first for a call well ended', async () => {
    const { time, phone, call } = await set();
    const { at } = await phone({ kind: 'auto', afterMs: 300 }, { talkMs: 700 });
    const { reports } = call({ to: [at] });
    await time.runAsync(4000);
    expect(reports[0]).toMatchObject({ outcome: 'answered', reason: 'the agent hung up' });
  });

  it('gives up when its patience ends before an agent answers', async () => {
    const { time, phone, call } = await set();
    const { at, phone: agent } = await phone({ kind: 'never' });
    const { reports } = call({ to: [at], patienceMs: 3000 });
    await time.runAsync(5000);
    expect(reports[0]).toMatchObject({ outcome: 'abandoned', setupMs: undefined, agentMs: undefined });
    expect(agent.state).toBe('unregistered');
  });

  it('tries the next address when one stays silent or is overloaded, and the others’ ghosts are ended', async () => {
    const { time, phone, call, host } = await set();
    const overloaded = { host: '10.0.0.3', port: 5060 };
    host(overloaded).onInvite((incoming) => {
      incoming.reject(503);
      return {};
    });
    const { at } = await phone({ kind: 'auto', afterMs: 0 });
    const { reports } = call({ to: [nowhere, overloaded, at] });
    await time.runAsync(4000);
    expect(reports[0]).toMatchObject({ outcome: 'answered', attempts: 3 });
    expect(reports[0]!.setupMs).toBeGreaterThanOrEqual(500);
  });

  it('does not try elsewhere what was refused for its own sake', async () => {
    const { time, phone, call, host } = await set();
    const strict = { host: '10.0.0.3', port: 5060 };
    host(strict).onInvite((incoming) => {
      incoming.reject(404);
      return {};
    });
    const { at } = await phone({ kind: 'auto', afterMs: 0 });
    const { reports } = call({ to: [strict, at] });
    await time.runAsync(1000);
    expect(reports[0]).toMatchObject({ outcome: 'failed', status: 404, attempts: 1 });
  });

  it('follows a redirect', async () => {
    const { time, phone, call, host } = await set();
    const { at } = await phone({ kind: 'auto', afterMs: 0 });
    const router = { host: '10.0.0.3', port: 5060 };
    host(router).onInvite((incoming) => {
      const contact = `<sip:4001@${at.host}:${at.port};tandem-token=abc>`;
      incoming.reject(302, { headers: [['Contact', contact]] });
      return {};
    });
    const { reports } = call({ to: [router] });
    await time.runAsync(4000);
    expect(reports[0]).toMatchObject({ outcome: 'answered', attempts: 2 });
  });

  it('is cut when the line goes dead, and knows it from silence alone', async () => {
    const { time, phone, call, network } = await set();
    const { at } = await phone({ kind: 'auto', afterMs: 0 });
    const { reports } = call({ to: [at], talkMs: 60_000 });
    await time.runAsync(2000);
    network.fate = () => [];
    await time.runAsync(5000);
    expect(reports[0]).toMatchObject({ outcome: 'cut', reason: 'the line went dead' });
  });

  it('counts a call as without audio when too few packets come while talking', async () => {
    const { time, phone, call, network } = await set();
    const { at } = await phone({ kind: 'auto', afterMs: 0 });
    const { reports } = call({ to: [at], talkMs: 4000 });
    await time.runAsync(100);
    network.fate = (_from, to, random) => (to.port >= 20_000 && random.unit() < 0.2 ? [] : [1]);
    await time.runAsync(6000);
    expect(reports[0]!.outcome).toBe('no-audio');
  });

  it('counts an answer that nothing is heard after as without audio', async () => {
    const { time, call, host, line } = await set();
    const mute = { host: '10.0.0.3', port: 5060 };
    host(mute).onInvite((incoming) => {
      const sdp = 'v=0\r\no=- 1 1 IN IP4 10.0.0.3\r\ns=-\r\nc=IN IP4 10.0.0.3\r\nt=0 0\r\n';
      incoming.answer({ body: `${sdp}m=audio 4000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n` });
      return {};
    });
    const { reports } = call({ to: [mute] });
    await time.runAsync(5000);
    expect(reports[0]).toMatchObject({ outcome: 'no-audio', status: 200 });
    expect(line.userAgent.callCount).toBe(0);
  });

  it('hangs up when told to, whatever it is doing', async () => {
    const { time, phone, call } = await set();
    const { at } = await phone({ kind: 'auto', afterMs: 1000 });
    const early = call({ to: [at] });
    await time.runAsync(100);
    early.caller.hangUp();
    early.caller.hangUp();
    await time.runAsync(1000);
    const late = call({ to: [at] });
    await time.runAsync(2000);
    late.caller.hangUp();
    expect([early.reports[0]!.outcome, late.reports[0]!.outcome]).toEqual(['abandoned', 'answered']);
    expect([early.reports.length, late.reports.length]).toEqual([1, 1]);
  });
});
