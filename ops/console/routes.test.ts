import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { EngineAway } from '../../platform/engine-errors.ts';
import type { HttpOutcome } from '../../platform/http/exchange.ts';
import { createHttpServer, type HttpServer } from '../../platform/http/server.ts';
import type { Sql } from '../../platform/sql/port.ts';
import { Demo } from '../demo/demo.ts';
import { LiveModel } from '../live/live-model.ts';
import { Regions } from '../projector/regions.ts';
import { addRoutes } from './routes.ts';
import { guardSameOrigin } from './same-origin.ts';

const token = 'a-token-that-nobody-guesses';
const sites = ['beijing', 'shanghai'];
const away = () => Promise.reject(new EngineAway('sql', 'cut by the test'));
const sql: Sql = { query: away, transaction: away, close: () => Promise.resolve() };
let http: HttpServer;
let callers: HttpOutcome;
const faults: unknown[] = [];

beforeEach(async () => {
  callers = { outcome: 'answered', status: 201, body: '{"ani":"138","dnis":"4002","router":"r"}' };
  const limits = {
    callsAtHand: 10,
    callsShown: 10,
    agentsShown: 10,
    decisionsShown: 10,
    endedShownMs: 5000,
    siteSilentAfterMs: 1500,
  };
  const desk = (site: string) => ({ site, agentId: `${site}-desk`, url: `http://127.0.0.1:1/#${site}` });
  const demo = new Demo({
    http: { ask: async () => callers, close: () => {} },
    population: { host: '127.0.0.1', port: 1 },
    controlSocket: undefined,
    desktops: sites.map(desk),
    sites,
    isDown: (site) => site === 'shanghai',
  });
  http = createHttpServer();
  guardSameOrigin(http.app, { host: '127.0.0.1', token });
  await addRoutes(http.app, {
    model: new LiveModel(sites, limits, 0),
    demo,
    sql,
    regions: new Regions(sites),
    clock: systemClock,
    sites,
    token,
    recordsAgeMs: () => 5,
    onFault: (error) => faults.push(error),
  });
});
afterEach(() => http.close(0));

const host = '127.0.0.1:7800';
const get = (url: string, headers = {}) => http.app.inject({ url, headers: { host, ...headers } });
const post = (url: string, body: object, headers = {}) =>
  http.app.inject({ method: 'POST', url, payload: body, headers: { host, ...headers } });
const ours = { 'x-tandem-csrf': token };

describe('the console', () => {
  it('tells its page the token, and what a visitor may do here', async () => {
    expect((await get('/api/session')).json()).toEqual({
      csrf: token,
      demo: { callIn: true, loseSite: false, desktop: true },
      sites,
    });
    expect((await get('/api/live')).json()).toMatchObject({ type: 'snapshot', counters: { offered: 0 } });
  });

  it('places a call for whoever has the token, and says why where it cannot', async () => {
    expect((await post('/api/demo/call-in', { dnis: '4002' }, ours)).json()).toEqual({
      ani: '138',
      dnis: '4002',
    });
    callers = { outcome: 'answered', status: 503, body: '{"error":{"code":"x","message":"too many call"}}' };
    expect((await post('/api/demo/call-in', {}, ours)).json()).toMatchObject({
      sentence: 'too many call',
      retriable: true,
    });
    callers = { outcome: 'unsent', why: 'ECONNREFUSED' };
    expect((await post('/api/demo/call-in', {}, ours)).statusCode).toBe(503);
    callers = { outcome: 'answered', status: 200, body: 'garbage' };
    expect((await post('/api/demo/call-in', {}, ours)).statusCode).toBe(502);
  });

  it('takes nothing from another page, nor by a name that is not ours', async () => {
    const attempts = [
      post('/api/demo/call-in', {}),
      post('/api/demo/call-in', {}, { 'x-tandem-csrf': 'another' }),
      post('/api/demo/call-in', {}, { ...ours, origin: 'http://evil.example' }),
    ];
    for (const attempt of attempts) expect((await attempt).statusCode).toBe(403);
    for (const url of ['/api/session', '/healthz', '/', '/nothing-here'])
      expect((await get(url, { host: 'evil.example:7800' })).statusCode, url).toBe(421);
    expect((await http.app.inject({ method: 'POST', url: '/', headers: { host } })).statusCode).toBe(403);
    const own = await post('/api/demo/call-in', {}, { ...ours, origin: `http://${host}` });
    expect(own.statusCode).toBe(200);
  });

  it('answers bad requests in a sentence that names the field', async () => {
    const answers = await Promise.all([
      post('/api/demo/call-in', { dnis: 'sip:x' }, ours),
      post('/api/demo/lose-site', {}, ours),
      get('/api/records?limit=99999'),
    ]);
    expect(answers.map((answer) => answer.statusCode)).toEqual([400, 400, 400]);
    expect(answers.map((answer) => answer.json().sentence.split(':')[0])).toEqual(['dnis', 'site', 'limit']);
    expect((await post('/api/demo/lose-site', { site: 'shanghai' }, ours)).json()).toMatchObject({
      code: 'no-supervisor',
    });
  });

  it('offers a desktop of a site that is up', async () => {
    expect((await get('/api/demo/desktop')).json()).toMatchObject({ site: 'beijing' });
    expect((await get('/api/demo/desktop?site=nowhere')).statusCode).toBe(404);
  });

  it('says that the records are away, and is none the worse for it', async () => {
    const answer = await get('/api/records');
    expect([answer.statusCode, answer.json().retriable]).toEqual([503, true]);
    expect((await get('/api/records/call-x')).statusCode).toBe(503);
    expect(faults).toEqual([]);
  });
});
