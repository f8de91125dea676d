import { describe, expect, it } from 'vitest';
import { checkRouterConfig, type RouterConfigFile } from './config.ts';

const good: RouterConfigFile = {
  process: { name: 'shanghai.router', site: 'shanghai', dataDir: '/data' },
  enginesFolder: '/data/sockets',
  sip: '127.0.2.1:5060',
  grpc: '127.0.2.1:7060',
  sites: [
    { id: 'beijing', sip: '127.0.1.1:5080', grpc: '127.0.1.1:7080' },
    { id: 'shanghai', sip: '127.0.2.1:5080', grpc: '127.0.2.1:7080' },
  ],
  routers: [],
  callTypes: [{ name: 'default', dnis: [], queue: 'service' }],
  trunks: [{ id: 'demo', sources: ['127.0.0.0/8'] }],
  secrets: { routeTokenKeyFile: '/data/key' },
};

function refused(change: object): string {
  try {
    checkRouterConfig('router.yaml', { ...good, ...change });
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it was taken');
}

describe("the router's configuration", () => {
  it('fills in limits and puts the own site first in the default order', () => {
    const config = checkRouterConfig('router.yaml', good);
    expect(config.defaultOrder).toEqual(['shanghai', 'beijing']);
    expect(config.limits).toMatchObject({ deadlineMs: 300, silenceMs: 500, echoAgeMaxMs: 500 });
    expect(config.sip).toEqual({ host: '127.0.2.1', port: 5060 });
    expect(Object.isFrozen(config.sites[0])).toBe(true);
  });

  it('is refused with the name of an unknown key', () => {
    expect(refused({ tpyo: 1 })).toContain('tpyo');
    expect(refused({ limits: { silenceMS: 1 } })).toContain('silenceMS');
  });

  it('is refused with the name of a bad value', () => {
    expect(refused({ sip: 'here' })).toContain('sip');
    expect(refused({ limits: { timerCMs: 1000 } })).toContain('timerCMs');
    expect(refused({ sites: [] })).toContain('sites');
  });

  it('is refused when a name points at nothing or stands twice', () => {
    expect(refused({ defaultOrder: ['chengdu'] })).toContain('there is no site "chengdu"');
    expect(refused({ defaultTrunk: 'x' })).toContain('there is no trunk "x"');
    expect(refused({ defaultCallType: 'x' })).toContain('there is no call type "x"');
    expect(refused({ sites: [good.sites[0], good.sites[0]] })).toContain('"beijing" is there twice');
    expect(refused({ trunks: [{ id: 'a', sources: ['300.1.1.1/8'] }] })).toContain('300.1.1.1/8');
  });
});
