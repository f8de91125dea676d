import { timingSafeEqual } from 'node:crypto';
import { isFromOwnPage } from '../../platform/http/own-origin.ts';
import type { FastifyInstance, FastifyRequest } from '../../platform/http/server.ts';
import { Refusal } from '../demo/refusal.ts';
import { csrfHeader } from '../live/answers.ts';

/**
 * Keeps other pages away from the console. Every request must name a host that we are known by, so
 * that no foreign name that points here (DNS rebinding) reads anything; whatever changes something must
 * carry the token that only our own page can have read, and an Origin, where it has one, that is ours.
 */
export function guardSameOrigin(
  app: FastifyInstance,
  options: { readonly host: string; readonly token: string },
): void {
  const names = new Set([
    'localhost',
    '127.0.0.1',
    '[::1]',
    options.host.includes(':') ? `[${options.host}]` : options.host,
  ]);
  const anyHost = options.host === '0.0.0.0' || options.host === '::';
  app.addHook('onRequest', async (request) => {
    const host = request.headers.host ?? '';
    if (!anyHost && !names.has(host.replace(/:\d{1,5}$/, '').toLowerCase())) {
      throw new Refusal(421, 'unknown-host', 'Open the console by the address that `tandem up` printed.');
    }
    if (request.method === 'GET' || request.method === 'HEAD') return;
    if (!isFromOwnPage(request.headers)) {
      throw new Refusal(403, 'foreign-page', 'Another page may not do this. Use the console itself.');
    }
    if (!hasToken(request, options.token)) {
      throw new Refusal(403, 'no-token', `Read /api/session first, and send its csrf as ${csrfHeader}.`);
    }
  });
}

function hasToken(request: FastifyRequest, token: string): boolean {
  const given = request.headers[csrfHeader];
  if (typeof given !== 'string') return false;
  const a = Buffer.from(given);
  const b = Buffer.from(token);
  return a.length === b.length && timingSafeEqual(a, b);
}
