import { describe, expect, it } from 'vitest';
import { bodyText } from '../message/message.ts';
import type { CallEnd, IncomingCall, IncomingRequest, RequestResult } from './call.ts';
import { PartyWorld } from './party-suite.ts';

const offer = 'v=0\r\n';

/** alice and bob; bob does with his call what `onCall` says. */
function aliceAndBob(onCall: (call: IncomingCall) => void, seed = 1) {
  const world = new PartyWorld(seed);
  const alice = world.party('alice', '10.0.0.1');
  const bob = world.party('bob', '10.0.0.2');
  const heard: string[] = [];
  const ends: { alice?: CallEnd; bob?: CallEnd } = {};
  let bobsCall: IncomingCall | undefined;
  const asked: IncomingRequest[] = [];
  bob.userAgent.onInvite((call) => {
    bobsCall = call;
    world.time.after(1, () => onCall(call));
    return {
      onConfirmed: () => heard.push('bob confirmed'),
      onRequest: (incoming) => {
        asked.push(incoming);
        heard.push(`bob asked ${incoming.request.method}`);
      },
      onEnded: (end) => {
        if (ends.bob) throw new Error('ended twice');
        ends.bob = end;
      },
    };
  });
  const call = alice.userAgent.invite(
    { uri: bob.uri, from: alice.uri, body: offer },
    {
      onProgress: ({ status }) => heard.push(`alice heard ${status}`),
      onAnswered: ({ status }) => heard.push(`alice answered ${status}`),
      onEnded: (end) => {
        if (ends.alice) throw new Error('ended twice');
        ends.alice = end;
      },
    },
  );
  return { world, alice, bob, call, heard, ends, asked, bobsCall: () => bobsCall! };
}

describe('alice calls bob', () => {
  it('rings, is answered, and alice hangs up with a reason', () => {
    const { world, call, heard, ends } = aliceAndBob((incoming) => {
      incoming.ring();
      world.time.after(100, () => incoming.answer({ body: offer }));
    });
    world.time.run(1000);
    expect(heard).toEqual(['alice heard 180', 'alice answered 200', 'bob confirmed']);
    expect(call.state).toBe('established');
    call.hangUp({ protocol: 'Q.850', cause: 16, text: 'normal clearing' });
    world.time.run(1000);
    expect(ends.bob).toEqual({
      kind: 'bye',
      by: 'remote',
      reasons: [{ protocol: 'Q.850', cause: 16, text: 'normal clearing' }],
    });
    expect(ends.alice).toMatchObject({ kind: 'bye', by: 'local' });
    expect(world.wire()).toEqual([
      '10.0.0.1 → 10.0.0.2 INVITE',
      '10.0.0.2 → 10.0.0.1 180',
      '10.0.0.2 → 10.0.0.1 200',
      '10.0.0.1 → 10.0.0.2 ACK',
      '10.0.0.1 → 10.0.0.2 BYE',
      '10.0.0.2 → 10.0.0.1 200',
    ]);
  });

  it('bob hangs up', () => {
    const { world, ends, bobsCall } = aliceAndBob((incoming) => incoming.answer({ body: offer }));
    world.time.run(1000);
    bobsCall().hangUp();
    world.time.run(1000);
    expect(ends.alice).toEqual({ kind: 'bye', by: 'remote', reasons: [] });
    expect(ends.bob).toMatchObject({ kind: 'bye', by: 'local' });
  });

  it('hears 100 after 200 ms from a bob who does nothing, and cancels', () => {
    const { world, call, ends } = aliceAndBob(() => {});
    world.time.run(1000);
    expect(world.wire()).toEqual(['10.0.0.1 → 10.0.0.2 INVITE', '10.0.0.2 → 10.0.0.1 100']);
    call.hangUp({ protocol: 'SIP', cause: 200, text: 'Call completed elsewhere' });
    world.time.run(1000);
    expect(ends.alice).toMatchObject({ kind: 'cancelled', by: 'local' });
    expect(ends.bob).toMatchObject({
      kind: 'cancelled',
      by: 'remote',
      reasons: [{ protocol: 'SIP', cause: 200 }],
    });
    expect(world.wire().slice(2)).toEqual([
      '10.0.0.1 → 10.0.0.2 CANCEL',
      '10.0.0.2 → 10.0.0.1 200',
      '10.0.0.2 → 10.0.0.1 487',
      '10.0.0.1 → 10.0.0.2 ACK',
    ]);
  });

  it('a CANCEL before any answer waits for the first provisional one', () => {
    const { world, call, ends } = aliceAndBob(() => {});
    call.hangUp();
    expect(ends.alice).toMatchObject({ kind: 'cancelled' });
    world.time.run(1000);
    expect(ends.bob).toMatchObject({ kind: 'cancelled', by: 'remote' });
    expect(world.wire()[2]).toBe('10.0.0.1 → 10.0.0.2 CANCEL');
  });

  it('an answer that crosses the CANCEL is acknowledged and ended', () => {
    const { world, alice, call, ends } = aliceAndBob((incoming) => {
      incoming.ring();
      incoming.answer({ body: offer });
    });
    world.time.run(1.15);
    call.hangUp();
    world.time.run(1000);
    expect(ends.bob).toMatchObject({ kind: 'bye', by: 'remote' });
    expect(alice.userAgent.counters.unwantedAnswersEnded).toBe(1);
    expect(alice.userAgent.callCount).toBe(0);
  });

  it('bob refuses with busy', () => {
    const { world, ends } = aliceAndBob((incoming) => incoming.reject(486));
    world.time.run(1000);
    expect(ends.alice).toMatchObject({ kind: 'refused', status: 486 });
    expect(ends.bob).toEqual({ kind: 'rejected', status: 486 });
    expect(world.wire().at(-1)).toBe('10.0.0.1 → 10.0.0.2 ACK');
  });

  it('fails with 408 when nobody is there', () => {
    const world = new PartyWorld();
    const alice = world.party('alice', '10.0.0.1');
    let end: CallEnd | undefined;
    alice.userAgent.invite({ uri: 'sip:bob@10.0.0.9', from: alice.uri }, { onEnded: (e) => (end = e) });
    world.time.run(31_999);
    expect(end).toBeUndefined();
    world.time.run(1);
    expect(end).toEqual({ kind: 'failed', cause: 'timeout', status: 408 });
  });

  it('fails at once when the name leads nowhere', () => {
    const world = new PartyWorld();
    const alice = world.party('alice', '10.0.0.1');
    let end: CallEnd | undefined;
    alice.userAgent.invite(
      { uri: 'sip:bob@nowhere.example', from: alice.uri },
      { onEnded: (e) => (end = e) },
    );
    world.time.run(1);
    expect(end).toMatchObject({ kind: 'failed', cause: 'unreachable' });
  });
});

describe('inside the call', () => {
  it('a phone that rings is told to answer by NOTIFY (Event: talk)', () => {
    const { world, call, heard, asked } = aliceAndBob((incoming) => incoming.ring());
    world.time.run(100);
    let result: RequestResult | undefined;
    call.request('NOTIFY', { headers: [['Event', 'talk']] }, (r) => (result = r));
    world.time.run(100);
    expect(heard).toContain('bob asked NOTIFY');
    expect(asked[0]!.request.headers.get('o')).toBe('talk');
    asked[0]!.respond(200);
    world.time.run(100);
    expect(result).toMatchObject({ kind: 'response', response: { status: 200 } });
  });

  it('re-INVITE puts the call on hold, and is acknowledged', () => {
    const { world, call, asked, heard } = aliceAndBob((incoming) => incoming.answer({ body: offer }));
    world.time.run(1000);
    let result: RequestResult | undefined;
    call.reinvite({ body: 'v=0\r\na=sendonly\r\n' }, (r) => (result = r));
    world.time.run(10);
    expect(bodyText(asked[0]!.request)).toContain('sendonly');
    asked[0]!.respond(200, { body: offer });
    world.time.run(60_000);
    expect(result).toMatchObject({ kind: 'response', response: { status: 200 } });
    expect(heard.filter((what) => what.startsWith('alice'))).toEqual(['alice answered 200']);
    expect(world.wire().slice(-3)).toEqual([
      '10.0.0.1 → 10.0.0.2 INVITE',
      '10.0.0.2 → 10.0.0.1 200',
      '10.0.0.1 → 10.0.0.2 ACK',
    ]);
  });

  it('two re-INVITEs that cross both get 491', () => {
    const { world, call, bobsCall } = aliceAndBob((incoming) => incoming.answer({ body: offer }));
    world.time.run(1000);
    const results: unknown[] = [];
    const note = (r: RequestResult) => results.push(r.kind === 'response' && r.response.status);
    call.reinvite({ body: offer }, note);
    bobsCall().reinvite({ body: offer }, note);
    world.time.run(1000);
    expect(results).toEqual([491, 491]);
    expect(call.state).toBe('established');
  });

  it('a dialog that the peer no longer knows ends the call', () => {
    const { world, bob, call, ends } = aliceAndBob((incoming) => incoming.answer({ body: offer }));
    world.time.run(1000);
    bob.userAgent.close();
    call.request('INFO', {});
    world.time.run(1000);
    expect(ends.alice).toEqual({ kind: 'lost', cause: 'no-dialog' });
    expect(bob.userAgent.counters.withoutDialog).toBe(1);
  });

  it('a 2xx without ACK is repeated for 32 s, then the call ends with BYE', () => {
    const { world, ends, bob } = aliceAndBob((incoming) => incoming.answer({ body: offer }));
    world.network.fate = (from) => (from.host === '10.0.0.1' && world.time.monoMs() > 0.05 ? [] : [0.1]);
    world.time.run(40_000);
    expect(ends.bob).toEqual({ kind: 'lost', cause: 'no-ack' });
    expect(bob.userAgent.counters.answersWithoutAck).toBe(1);
    expect(ends.alice).toMatchObject({ kind: 'bye', by: 'remote' });
    const answers = world.wire().filter((line) => line === '10.0.0.2 → 10.0.0.1 200');
    expect(answers.length).toBe(11);
  });

  it('bob who hangs up before the ACK sends BYE only after it', () => {
    const { world, ends } = aliceAndBob((incoming) => {
      incoming.answer({ body: offer });
      incoming.hangUp();
    });
    world.time.run(1000);
    expect(ends.alice).toMatchObject({ kind: 'bye', by: 'remote' });
    expect(world.wire()).toEqual([
      '10.0.0.1 → 10.0.0.2 INVITE',
      '10.0.0.2 → 10.0.0.1 200',
      '10.0.0.1 → 10.0.0.2 ACK',
      '10.0.0.2 → 10.0.0.1 BYE',
      '10.0.0.1 → 10.0.0.2 200',
    ]);
  });
});

describe('a network that loses, repeats and reorders', () => {
  it('every call still comes to one end on both sides, the same', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const { world, call, ends, alice, bob } = aliceAndBob((incoming) => {
        incoming.ring();
        world.time.after(300, () => incoming.answer({ body: offer }));
      }, seed);
      world.network.fate = (_from, _to, random) => {
        const copies = random.unit() < 0.3 ? 0 : random.unit() < 0.2 ? 2 : 1;
        return Array.from({ length: copies }, () => 0.1 + random.unit() * 400);
      };
      world.time.run(20_000);
      if (call.state === 'established') call.hangUp();
      world.time.run(120_000);
      expect(ends.alice, `seed ${seed}`).toBeDefined();
      expect(
        ends.bob === undefined && call.state === 'ended' && bob.userAgent.callCount > 0,
        `seed ${seed}`,
      ).toBe(false);
      expect([alice.userAgent.callCount, bob.userAgent.callCount], `seed ${seed}`).toEqual([0, 0]);
      expect([alice.transactions.clientCount, bob.transactions.serverCount], `seed ${seed}`).toEqual([0, 0]);
    }
  });
});
