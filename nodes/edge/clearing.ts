import type { Reason } from '../../sip/user-agent/call.ts';

/** Why a dialog was ended, by the Reason headers of its BYE or CANCEL (RFC 3326). */
export type Clearing =
  /** Somebody hung up. */
  | { readonly kind: 'person' }
  /** The line died, a carrier failed: nobody's wish. */
  | { readonly kind: 'fault'; readonly q850: number }
  /** A router that passed us over had the call taken by another site. */
  | { readonly kind: 'taken-elsewhere' };

/** Q.850: normal clearing; normal, unspecified. */
const personsCauses: ReadonlySet<number> = new Set([16, 31]);

/** One without any reason is taken for a person's (network-queue row 16). */
export function clearingOf(reasons: readonly Reason[]): Clearing {
  if (reasons.some(({ protocol, cause }) => protocol === 'SIP' && cause === 200))
    return { kind: 'taken-elsewhere' };
  const q850 = reasons.find(({ protocol }) => protocol === 'Q.850')?.cause;
  return q850 === undefined || personsCauses.has(q850) ? { kind: 'person' } : { kind: 'fault', q850 };
}
