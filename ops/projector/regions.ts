import { regionOfCall, regionOfProcess } from '../../kernel/record/region.ts';

/**
 * The regions that rows live in: the sites of the cluster, and `unknown` for names that tell none.
 * Reading by id asks for all of them, so that no statement scans a table for want of a region.
 */
export class Regions {
  readonly all: readonly string[];
  readonly #known: ReadonlySet<string>;

  constructor(sites: readonly string[]) {
    this.all = [...new Set([...sites, unknownRegion])];
    this.#known = new Set(sites);
  }

  ofCall(callId: string): string {
    return this.#orUnknown(regionOfCall(callId));
  }

  ofProcess(process: string): string {
    return this.#orUnknown(regionOfProcess(process));
  }

  #orUnknown(region: string): string {
    return this.#known.has(region) ? region : unknownRegion;
  }
}

export const unknownRegion = 'unknown';
