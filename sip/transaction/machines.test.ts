import { describe, expect, it } from 'vitest';
import { inviteClientStart, stepInviteClient } from './invite-client.ts';
import { inviteServerStart, stepInviteServer } from './invite-server.ts';
import { type Effect, standardTiming as timing } from './machine.ts';
import { nonInviteClientStart, stepNonInviteClient } from './non-invite-client.ts';
import { nonInviteServerStart, stepNonInviteServer } from './non-invite-server.ts';

/** `send-request, start A 500` … */
function told(effects: readonly Effect[]): string {
  return effects
    .map((effect) => {
      if (effect.do === 'start') return `${effect.timer} ${effect.delayMs}`;
      if (effect.do === 'stop') return `-${effect.timer}`;
      return effect.do === 'fail' ? `fail ${effect.cause}` : effect.do;
    })
    .join(', ');
}

/** Runs events through a machine; each line is `state: effects`. */
function dialogue<State extends { readonly name: string }, Event>(
  step: (state: State, event: Event, t: typeof timing) => { state: State; effects: readonly Effect[] },
  first: State,
  events: readonly Event[],
): string[] {
  let state = first;
  return events.map((event) => {
    const next = step(state, event, timing);
    state = next.state;
    return `${state.name}: ${told(next.effects)}`;
  });
}

const timer = (name: 'A' | 'B' | 'D' | 'E' | 'F' | 'G' | 'H' | 'I' | 'J' | 'K' | 'L' | 'M' | 'trying') =>
  ({ is: 'timer', timer: name }) as const;
const response = (status: number) => ({ is: 'response', status }) as const;
const respond = (status: number) => ({ is: 'respond', status }) as const;
const begin = { is: 'begin' } as const;
const repeat = { is: 'repeat' } as const;
const ack = { is: 'ack' } as const;

describe('INVITE client transaction', () => {
  const run = (...events: Parameters<typeof stepInviteClient>[1][]) =>
    dialogue(stepInviteClient, inviteClientStart(timing), events);

  it('repeats twice as late each time and gives up after 64 × T1', () => {
    expect(run(begin, timer('A'), timer('A'), timer('B'))).toEqual([
      'calling: send-request, A 500, B 32000',
      'calling: send-request, A 1000',
      'calling: send-request, A 2000',
      'terminated: fail timeout',
    ]);
  });

  it('acknowledges a refusal, each time it comes, and lingers for timer D', () => {
    expect(run(begin, response(180), response(486), response(486), response(200), timer('D'))).toEqual([
      'calling: send-request, A 500, B 32000',
      'proceeding: -A, -B, deliver',
      'completed: -A, -B, send-ack, D 32000, deliver',
      'completed: send-ack',
      'completed: ',
      'terminated: ',
    ]);
  });

  it('hands on every 2xx while accepted, and nothing else', () => {
    expect(
      run(begin, response(200), response(200), response(180), response(486), timer('M'), response(200)),
    ).toEqual([
      'calling: send-request, A 500, B 32000',
      'accepted: -A, -B, M 32000, deliver',
      'accepted: deliver',
      'accepted: ',
      'accepted: ',
      'terminated: ',
      'terminated: ',
    ]);
  });

  it('waits without end in proceeding, but after CANCEL for 64 × T1 only', () => {
    expect(run(begin, response(100), { is: 'cancel-sent' }, timer('B')).slice(1)).toEqual([
      'proceeding: -A, -B, deliver',
      'proceeding: B 32000',
      'terminated: fail timeout',
    ]);
  });

  it('fails at once when the port is closed', () => {
    expect(run(begin, { is: 'unreachable' })[1]).toBe('terminated: fail unreachable');
    expect(run(begin, response(180), { is: 'unreachable' })[2]).toBe('terminated: fail unreachable');
  });

  it('sends once and does not linger over a reliable transport', () => {
    const reliable = { ...timing, reliable: true };
    const first = stepInviteClient(inviteClientStart(reliable), begin, reliable);
    expect(told(first.effects)).toBe('send-request, B 32000');
    expect(told(stepInviteClient(first.state, response(404), reliable).effects)).toBe(
      '-A, -B, send-ack, D 0, deliver',
    );
  });
});

describe('non-INVITE client transaction', () => {
  const run = (...events: Parameters<typeof stepNonInviteClient>[1][]) =>
    dialogue(stepNonInviteClient, nonInviteClientStart(timing), events);

  it('repeats up to every T2 and gives up after 64 × T1', () => {
    const e = timer('E');
    expect(run(begin, e, e, e, e, timer('F'))).toEqual([
      'trying: send-request, E 500, F 32000',
      'trying: send-request, E 1000',
      'trying: send-request, E 2000',
      'trying: send-request, E 4000',
      'trying: send-request, E 4000',
      'terminated: fail timeout',
    ]);
  });

  it('goes on repeating every T2 after a provisional response, then absorbs', () => {
    expect(run(begin, response(100), timer('E'), response(200), response(200), timer('K')).slice(1)).toEqual([
      'proceeding: deliver',
      'proceeding: send-request, E 4000',
      'completed: -E, -F, K 5000, deliver',
      'completed: ',
      'terminated: ',
    ]);
  });
});

describe('INVITE server transaction', () => {
  const run = (...events: Parameters<typeof stepInviteServer>[1][]) =>
    dialogue(stepInviteServer, inviteServerStart, events);

  it('says 100 by itself after 200 ms, and repeats its last answer', () => {
    expect(run(begin, repeat, timer('trying'), repeat, respond(180), repeat)).toEqual([
      'proceeding: trying 200',
      'proceeding: ',
      'proceeding: send-trying',
      'proceeding: send-response',
      'proceeding: -trying, send-response',
      'proceeding: send-response',
    ]);
  });

  it('repeats a refusal up to every T2 until the ACK', () => {
    const g = timer('G');
    expect(run(begin, respond(486), g, g, g, g, repeat, ack, ack, repeat, timer('I')).slice(1)).toEqual([
      'completed: -trying, send-response, G 500, H 32000',
      'completed: send-response, G 1000',
      'completed: send-response, G 2000',
      'completed: send-response, G 4000',
      'completed: send-response, G 4000',
      'completed: send-response',
      'confirmed: -G, -H, I 5000',
      'confirmed: ',
      'confirmed: ',
      'terminated: ',
    ]);
  });

  it('tells when no ACK came', () => {
    expect(run(begin, respond(486), timer('H'))[2]).toBe('terminated: ack-timeout');
  });

  it('absorbs repeats after a 2xx, lets further 2xx through, and hands on the ACK (RFC 6026)', () => {
    expect(run(begin, respond(200), repeat, respond(200), respond(486), ack, timer('L')).slice(1)).toEqual([
      'accepted: -trying, send-response, L 32000',
      'accepted: ',
      'accepted: send-response',
      'accepted: ',
      'accepted: deliver',
      'terminated: ',
    ]);
  });
});

describe('non-INVITE server transaction', () => {
  it('absorbs, answers, repeats the answer, and ends with timer J', () => {
    const lines = dialogue(stepNonInviteServer, nonInviteServerStart, [
      begin,
      repeat,
      respond(100),
      repeat,
      respond(200),
      repeat,
      respond(404),
      timer('J'),
    ]);
    expect(lines).toEqual([
      'trying: J 32000',
      'trying: ',
      'proceeding: send-response',
      'proceeding: send-response',
      'completed: send-response, -J, J 32000',
      'completed: send-response',
      'completed: ',
      'terminated: ',
    ]);
  });
});
