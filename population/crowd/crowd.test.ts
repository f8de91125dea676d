import { describe, expect, it } from 'vitest';
import { noMetrics } from '../../kernel/ports/metrics.ts';
import { SimulatedNetwork } from '../../kernel/simulated/network.ts';
import { SimulatedRandom } from '../../kernel/simulated/random.ts';
import { SimulatedTime } from '../../kernel/simulated/time.ts';
import { systemHash } from '../../platform/hash/system-hash.ts';
import { createHttpServer } from '../../platform/http/server.ts';
import { bodyText } from '../../sip/message/message.ts';
import { userOf } from '../../sip/message/uri.ts';
import { TransactionLayer } from '../../sip/transaction/transaction-layer.ts';
import { UdpTransport } from '../../sip/transport/udp-transport.ts';
import { UserAgent } from '../../sip/user-agent/user-agent.ts';
import { openLine } from '../callers/line.ts';
import { PhoneBank } from '../phones/phone-bank.ts';
import { answerAudio } from '../voice/session-description.ts';
import { Callers } from './callers.ts';
import { type CrowdConfigFile, checkCrowdConfig } from './config.ts';
import { serveControl } from './control.ts';
import { Crowd } from './service.ts';
import { Traffic } from './traffic.ts';

const content: CrowdConfigFile = {
  process: { name: 'population', dataDir: '/tmp/x' },
  control: '127.0.0.1:7000',
  rtp: { host: '10.0.0.1', portMin: 20_000, portMax: 29_999 },
  sites: [{ id: 'beijing', sip: '10.1.0.1:5070' }],
  routers: [
    { id: 'beijing.router', site: 'beijing', sip: '10.1.0.1:5060' },
    { id: 'shanghai.router', site: 'shanghai', sip: '10.1.0.2:5060' },
  ],
};

/** A crowd before two clusters of one process each, which answer at once and whose agents talk at once. */
async function set(change: Partial<CrowdConfigFile> = {}) {
  const time = new SimulatedTime();
  const random = new SimulatedRandom(3);
  const network = new SimulatedNetwork(time, random);
  const config = checkCrowdConfig('test', { ...content, ...change });
  const ports = { datagrams: network.datagrams, clock: time, timers: time, random, hash: systemHash };
  const line = await openLine(ports, config.rtp);
  const agents = await openLine(ports, { host: '10.5.0.1', portMin: 20_000, portMax: 29_999 });
  const arrived: { at: string; dnis: string; ani: string }[] = [];
  for (const { id, sip } of config.routers) {
    const transport = new UdpTransport(network.bind(sip));
    const transactions = new TransactionLayer({ transport, timers: time, random });
    const agent = new UserAgent({ transactions, clock: time, timers: time, random, hash: systemHash });
    agent.onInvite((call) => {
      const ani = /sip:(\d+)@/.exec(call.invite.headers.get('from')!)![1]!;
      arrived.push({ at: id, dnis: userOf(call.invite.target), ani });
      const voice = agents.voices.open(1000, [700]).then((opened) => {
        const answer = answerAudio(opened!.local, bodyText(call.invite))!;
        opened!.agree(answer.far);
        call.answer({ body: answer.sdp });
        opened!.speak();
        return opened!;
      });
      return { onEnded: () => void voice.then((opened) => opened.close()) };
    });
  }
  const callers = new Callers(line, random, { ...config.carrier, ...config.limits });
  const routers = config.routers.map(({ sip }) => sip);
  const traffic =
    config.traffic &&
    new Traffic(
      { timers: time, random },
      { ...config.traffic, customers: config.customers },
      config.carrier,
      routers,
      (plan) => callers.place(plan),
    );
  const phones = new PhoneBank(ports, line.voices, '10.0.0.1');
  const crowd = new Crowd(config, random, { phones, callers, traffic, metrics: noMetrics });
  return { time, network, crowd, arrived };
}

describe('the crowd', () => {
  it('calls at the rate asked for, at every router, from customers and strangers', async () => {
    const { time, crowd, arrived } = await set({ traffic: { callsPerSecond: 5, talkMedianMs: 500 } });
    crowd.start();
    await time.runAsync(60_000);
    expect(arrived.length).toBeGreaterThan(240);
    expect(arrived.length).toBeLessThan(360);
    expect(new Set(arrived.map(({ at }) => at)).size).toBe(2);
    expect(new Set(arrived.map(({ dnis }) => dnis))).toEqual(new Set(['4001', '4002']));
    expect(arrived.every(({ ani }) => /^138\d{8}$/.test(ani))).toBe(true);
    crowd.stop();
    await time.runAsync(5000);
    const { placed, answered, abandoned, open } = crowd.callers();
    expect([open, placed]).toEqual([0, answered + abandoned]);
  });

  it('places one caller more when asked, by the router asked for, who waits', async () => {
    const { time, crowd, arrived } = await set();
    const placed = crowd.placeCall({ router: 'shanghai.router' });
    expect(placed).toMatchObject({ dnis: '4000', router: 'shanghai.router' });
    await time.runAsync(60_000);
    expect(arrived).toEqual([{ at: 'shanghai.router', dnis: '4000', ani: (placed as { ani: string }).ani }]);
    expect(crowd.callers()).toMatchObject({ placed: 1, open: 1 });
    expect(crowd.placeCall({ router: 'nowhere' })).toEqual({ refused: 'no-such-router' });
  });

  it('has those who were cut off call again once, by another way, and counts them honestly', async () => {
    const { time, network, crowd, arrived } = await set();
    for (let i = 0; i < 5; i++) crowd.placeCall({ router: 'beijing.router' });
    await time.runAsync(5000);
    // Beijing's router and the agents' audio go dark; the audio of what comes later is whole.
    const before = new Set(network.sent.filter(({ to }) => to.host === '10.5.0.1').map(({ to }) => to.port));
    network.fate = (from, to) => {
      const dark = (at: { host: string; port: number }) =>
        at.host === '10.1.0.1' || (at.host === '10.5.0.1' && before.has(at.port));
      return dark(from) || dark(to) ? [] : [0.1];
    };
    await time.runAsync(10_000);
    const { cut, calledAgain, answeredAgain, open } = crowd.callers();
    expect([cut, calledAgain, open]).toEqual([5, 5, 5]);
    expect(arrived.slice(5).every(({ at }) => at === 'shanghai.router')).toBe(true);
    crowd.stop();
    await time.runAsync(5000);
    expect(crowd.callers()).toMatchObject({ answeredAgain: 5, open: 0, cut: 5 });
    expect(answeredAgain).toBe(0);
  });

  it('keeps to its limit of callers and says how many it left out', async () => {
    const { crowd } = await set({ limits: { callersMax: 2 } });
    for (let i = 0; i < 2; i++) expect(crowd.placeCall({})).toHaveProperty('ani');
    expect(crowd.placeCall({})).toEqual({ refused: 'too-many-callers' });
    expect(crowd.callers()).toMatchObject({ placed: 2, notPlaced: 1 });
  });

  it('is asked over HTTP, and refuses what it does not understand', async () => {
    const { crowd } = await set();
    const { app } = createHttpServer();
    serveControl(app, crowd);
    const post = async (payload: unknown) => {
      const reply = await app.inject({ method: 'POST', url: '/calls', payload: payload as object });
      return { status: reply.statusCode, body: reply.json() };
    };
    expect(await post({ dnis: '4001', ani: '13800000009' })).toMatchObject({
      status: 201,
      body: { dnis: '4001', ani: '13800000009' },
    });
    expect((await post({ dnis: 'abc' })).status).toBe(400);
    expect((await post({ who: 'me' })).status).toBe(400);
    expect((await post({ router: 'nowhere' })).status).toBe(404);
    const counts = await app.inject({ url: '/callers' });
    expect(counts.json()).toMatchObject({ placed: 1, cut: 0, calledAgain: 0 });
    expect((await app.inject({ url: '/phones' })).json()).toMatchObject({ phones: [] });
    await app.close();
  });
});

describe('the configuration of the crowd', () => {
  it('names what is wrong with it', () => {
    expect(() => checkCrowdConfig('crowd.json', { ...content, callers: 5 })).toThrow(/unknown key "callers"/);
    const phones = {
      passwordsFile: 'x',
      list: [
        { user: 'a', site: 'mars' },
        { user: 'a', site: 'beijing' },
      ],
    };
    expect(() => checkCrowdConfig('crowd.json', { ...content, phones })).toThrow(
      /"a" is at "mars"[\s\S]*there twice/,
    );
  });
});
