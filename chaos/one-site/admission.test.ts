import { describe, expect, it } from 'vitest';
import { House } from './house.ts';

describe('a call with a route token', () => {
  it.each(['route', 'uri'] as const)('in the %s is the call that the router named', async (tokenIn) => {
    const house = await House.open();
    house.call({ tokenIn, token: house.token({ callId: 'call-x', decisionId: 'decision-x', priority: 7 }) });
    await house.run(1000);
    expect(house.told('CallArrived')).toMatchObject([
      { callId: 'call-x', decisionId: 'decision-x', routedBy: 'router', ani: '13800000001', dnis: '4001' },
    ]);
    expect(house.told('CallQueued')).toMatchObject([{ queue: 'sales', priority: 7 }]);
    await house.finish();
  });

  it('that no router of ours wrote is refused with 403', async () => {
    const house = await House.open();
    const forged = house.call({ token: house.token({}, new Uint8Array(32).fill(9)) });
    const garbage = house.call({ token: '1.abc.def' });
    await house.run(100);
    expect([forged.statuses, garbage.statuses]).toEqual([[403], [403]]);
    expect(house.story()).toEqual([]);
    await house.finish();
  });

  it('that came too late or to the wrong site is refused with 480, so that the next site is tried', async () => {
    const house = await House.open();
    const late = house.call({ token: house.token({ expiresAtMs: house.time.wallMs() - 1000 }) });
    const skewed = house.call({ token: house.token({ expiresAtMs: house.time.wallMs() - 100 }) });
    const astray = house.call({ token: house.token({ site: 'shanghai' }) });
    await house.run(100);
    expect([late.status, skewed.status, astray.status]).toEqual([480, 200, 480]);
    await house.finish();
  });

  it('that was used before is refused with 482, while its call lives and after', async () => {
    const house = await House.open();
    const token = house.token();
    const first = house.call({ token });
    await house.run(1000);
    const again = house.call({ token });
    await house.run(100);
    first.hangUp();
    await house.run(100);
    const later = house.call({ token });
    await house.run(100);
    expect([first.statuses, again.statuses, later.statuses]).toEqual([[200], [482], [482]]);
    await house.run(10_000);
    const expired = house.call({ token });
    await house.run(100);
    expect(expired.statuses).toEqual([480]);
    await house.finish();
  });
});

describe('a call without a route token', () => {
  it('is named by the router that answers', async () => {
    const routerAnswer = { callId: 'call-r', decisionId: 'decision-r', callType: 'sales', queue: 'sales' };
    const house = await House.open({ routerAnswer });
    const caller = house.call({ token: '', dnis: '95588' });
    await house.run(1000);
    expect(caller.status).toBe(200);
    expect(house.told('CallArrived')).toMatchObject([
      { callId: 'call-r', decisionId: 'decision-r', routedBy: 'asked', callType: 'sales' },
    ]);
    await house.finish();
  });

  it('is served by the site alone when none answers, by its number or as the default', async () => {
    const house = await House.open();
    const known = house.call({ token: '', dnis: '4001' });
    const unknown = house.call({ token: '', dnis: '95588' });
    await house.run(2000);
    expect([known.status, unknown.status]).toEqual([200, 200]);
    expect(house.told('CallArrived').map(({ routedBy, callType }) => `${routedBy} ${callType}`)).toEqual([
      'site sales',
      'site default',
    ]);
    expect(house.told('CallQueued').map(({ queue }) => queue)).toEqual(['sales', 'service']);
    await house.finish();
  });

  it('is told 100 at once: its router or carrier does not give the site up', async () => {
    const house = await House.open();
    const caller = house.call({ token: '' });
    await house.run(5);
    const [answer] = house.network.sent.filter(({ from }) => from.port === 5080);
    expect(Buffer.from(answer!.payload).toString()).toMatch(/^SIP\/2.0 100 /);
    await house.run(1000);
    expect(caller.status).toBe(200);
    await house.finish();
  });

  it('gets a name of its own when the router’s is taken', async () => {
    const routerAnswer = { callId: 'call-r', decisionId: 'decision-r', callType: 'sales', queue: 'sales' };
    const house = await House.open({ routerAnswer });
    house.call({ token: '' });
    house.call({ token: '' });
    await house.run(1000);
    expect(house.told('CallArrived').map(({ routedBy }) => routedBy)).toEqual(['asked', 'site']);
    await house.finish();
  });
});

describe('limits', () => {
  it('of calls: the next gets 503 with Retry-After, calls that are asked about counted', async () => {
    const house = await House.open({ limits: { maxCalls: 2 } });
    const callers = [house.call(), house.call({ token: '' }), house.call()];
    await house.run(100);
    expect(callers[2]!.end).toMatchObject({ kind: 'refused', status: 503 });
    const { end } = callers[2]!;
    expect(end?.kind === 'refused' && end.response.headers.get('retry-after')).toBe('2');
    callers[0]!.hangUp();
    await house.run(100);
    const next = house.call();
    await house.run(100);
    expect(next.status).toBe(200);
    await house.finish();
  });

  it('of media ports: 503, and the call ends with that for its reason', async () => {
    const house = await House.open({ mediaPorts: 1 });
    const [first, second] = [house.call(), house.call()];
    await house.run(1000);
    expect([first.status, second.status]).toEqual([200, 503]);
    expect(house.told('CallEnded')).toMatchObject([
      { outcome: 'failed', endedBy: 'system', reason: 'no-media-port', q850: 34 },
    ]);
    await house.finish();
  });

  it('of the queue: the caller hears busy with its cause', async () => {
    const house = await House.open({ maxQueuedCalls: 1 });
    const [first, second] = [house.call(), house.call()];
    await house.run(2000);
    expect([first.ends, second.reason]).toEqual([[], 'Q.850 17 queue-full']);
    expect(house.told('CallEnded')).toMatchObject([{ outcome: 'busied', q850: 17 }]);
    await house.finish();
  });

  it('of what we speak: 488, and the call ends with that for its reason', async () => {
    const house = await House.open();
    const g729 = 'm=audio 9998 RTP/AVP 18\r\na=rtpmap:18 G729/8000\r\n';
    const head = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n';
    const [strange, broken] = [house.call({ body: head + g729 }), house.call({ body: 'v=0\r\nnonsense' })];
    await house.run(100);
    expect([strange.statuses, broken.statuses]).toEqual([[488], [488]]);
    expect(house.told('CallEnded').map(({ reason, q850 }) => `${reason} ${q850}`)).toEqual([
      'no-common-codec 65',
      'no-common-codec 65',
    ]);
    await house.finish();
  });
});

describe('an orderly close', () => {
  it('ends every call in whatever phase, each told once, and takes no more', async () => {
    const house = await House.open({ greetingMs: 2000 });
    await house.phone(1);
    const ringing = await house.scriptedPhone(2);
    const [talking, rung, waiting] = [house.call(), house.call(), house.call()];
    await house.run(3000);
    const greeted = house.call();
    const asked = house.call({ token: '' });
    await house.run(100);
    expect(talking.hearsAgent).toBe(true);
    house.node.stopAccepting();
    house.node.edge.close();
    await house.run(400);
    for (const caller of [talking, rung, waiting, greeted])
      expect(caller.reason).toBe('Q.850 41 site-closing');
    expect(asked.status).toBe(503);
    expect(ringing.ends).toMatchObject([{ kind: 'cancelled' }]);
    expect(house.told('CallEnded')).toHaveLength(5);
    expect(house.told('CallEnded').every(({ reason }) => reason === 'site-closing')).toBe(true);
    const late = house.call();
    await house.run(100);
    expect(late.status).toBe(503);
    await house.finish();
  });

  it('lets calls be taken while it only drains', async () => {
    const house = await House.open();
    house.node.stopAccepting();
    const late = house.call();
    await house.run(100);
    expect([late.status, house.node.isAccepting]).toEqual([200, false]);
    await house.finish();
  });
});
