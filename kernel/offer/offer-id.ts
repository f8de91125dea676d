import type { Incarnation } from '../site/state.ts';

/** Where an offer comes from: (site, incarnation, sequence), so that a site's new incarnation voids its old offers. */
export interface OfferOrigin {
  readonly site: string;
  readonly incarnation: Incarnation;
  readonly sequence: number;
}

/** `beijing.12.3.77`: letters, digits, dots and dashes only, fit for a SIP header parameter. */
export function formatOfferId(origin: OfferOrigin): string {
  return `${origin.site}.${origin.incarnation.grant}.${origin.incarnation.boot}.${origin.sequence}`;
}

/** `undefined` for what no site would write. */
export function parseOfferId(text: string): OfferOrigin | undefined {
  const match = /^([a-z0-9][a-z0-9.-]{0,62})\.(\d{1,15})\.(\d{1,15})\.(\d{1,15})$/.exec(text);
  if (!match) return undefined;
  return {
    site: match[1]!,
    incarnation: { grant: Number(match[2]), boot: Number(match[3]) },
    sequence: Number(match[4]),
  };
}
