import { expect, it } from 'vitest';
import type { SiteState } from '../../kernel/site/state.ts';
import { decodeSiteState, encodeSiteState } from './site-state-codec.ts';

const state: SiteState = {
  site: 'beijing',
  incarnation: { grant: 3, boot: 7 },
  number: 12,
  whole: true,
  accepting: true,
  queues: [
    {
      queue: 'sales',
      signedIn: 12,
      ready: 3,
      busy: 8,
      afterCallWork: 1,
      notReady: 0,
      inIvr: 2,
      queued: 4,
      oldestWaitMs: 5000,
      handleMs: 23_000,
    },
  ],
  arrived: ['d-1'],
};

it('a state of a site comes back as it went', () => {
  expect(decodeSiteState(encodeSiteState(state))).toEqual(state);
});

it('bytes that are none are told apart', () => {
  expect(decodeSiteState(new Uint8Array())).toBeUndefined();
  expect(decodeSiteState(new Uint8Array([255, 255, 255]))).toBeUndefined();
});
