import type { IncomingHttpHeaders } from 'node:http';

/**
 * False for a browser's request from a page of another host: its Origin must name the host that it
 * asks. Requests without an Origin are no browser's, or a plain visit.
 */
export function isFromOwnPage({ origin, host }: IncomingHttpHeaders): boolean {
  return origin === undefined || URL.parse(origin)?.host === host;
}
