import { describe, expect, it } from 'vitest';
import type { PeerMessage } from '../../proto/generated/tandem/v1/PeerMessage.ts';
import type { SitePeerLink } from './link.ts';

export interface LinkPair {
  readonly a: SitePeerLink;
  readonly b: SitePeerLink;
  /** Lets time pass until the condition holds; fails when it doesn't. */
  until(holds: () => boolean): Promise<void>;
  /** Lets whatever is under way arrive. */
  settle(): Promise<void>;
  /** Breaks the stream between the two, as a lost connection does, and lets it come back. */
  breakStream(): void;
  close(): Promise<void>;
}

const over = (decisionId: string): PeerMessage => ({ decisionOver: { decisionId } });

/** What every peer link promises, whether it runs over gRPC or in memory. */
export function describePeerLink(name: string, open: () => Promise<LinkPair>): void {
  describe(name, () => {
    async function withPair(use: (pair: LinkPair, heard: { a: string[]; b: string[] }) => Promise<void>) {
      const pair = await open();
      const heard = { a: [] as string[], b: [] as string[] };
      for (const end of ['a', 'b'] as const) {
        pair[end].onMessage((message) => {
          if (message.decisionOver) heard[end].push(message.decisionOver.decisionId);
        });
        pair[end].onOpen(() => heard[end].push('open'));
        pair[end].onClosed(() => heard[end].push('closed'));
      }
      try {
        await pair.until(() => pair.a.isOpen() && pair.b.isOpen());
        await use(pair, heard);
      } finally {
        await pair.close();
      }
    }

    it('opens on both sides, and each knows who the other is', () =>
      withPair(async (pair, heard) => {
        expect([pair.a.peerId, pair.b.peerId]).toEqual(['bob', 'alice']);
        expect(heard).toEqual({ a: ['open'], b: ['open'] });
      }));

    it('carries messages both ways, each once and in order', () =>
      withPair(async (pair, heard) => {
        const sent = Array.from({ length: 3000 }, (_, i) => `d${i}`);
        for (const id of sent) pair.a.send(over(id));
        pair.b.send(over('back'));
        await pair.until(() => heard.b.length > sent.length && heard.a.length > 1);
        await pair.settle();
        expect(heard.b).toEqual(['open', ...sent]);
        expect(heard.a).toEqual(['open', 'back']);
      }));

    it('gives the receiver a message of its own', () =>
      withPair(async (pair) => {
        const message = over('mine');
        let received: unknown;
        pair.b.onMessage((each) => {
          if (each.decisionOver) received = each;
        });
        pair.a.send(message);
        await pair.until(() => received !== undefined);
        expect(received).not.toBe(message);
      }));

    it('says on both sides that it broke, and opens again with what is sent from then on', () =>
      withPair(async (pair, heard) => {
        pair.breakStream();
        await pair.until(() => heard.a.includes('closed') && heard.b.includes('closed'));
        await pair.until(() => pair.a.isOpen() && pair.b.isOpen());
        pair.a.send(over('after'));
        await pair.until(() => heard.b.includes('after'));
        expect(heard.b).toEqual(['open', 'closed', 'open', 'after']);
        expect(heard.a).toEqual(['open', 'closed', 'open']);
      }));

    it('drops what is sent while it is not open', () =>
      withPair(async (pair, heard) => {
        pair.a.onClosed(() => pair.a.send(over('lost')));
        pair.breakStream();
        await pair.until(() => heard.a.includes('closed'));
        await pair.until(() => pair.a.isOpen() && pair.b.isOpen());
        await pair.settle();
        expect(heard.b).not.toContain('lost');
      }));

    it('stays closed once it was closed', () =>
      withPair(async (pair, heard) => {
        pair.a.close();
        pair.a.close();
        expect(pair.a.isOpen()).toBe(false);
        await pair.until(() => !pair.b.isOpen());
        await pair.settle();
        expect(heard.a).toEqual(['open', 'closed']);
        expect(pair.a.isOpen()).toBe(false);
      }));
  });
}
