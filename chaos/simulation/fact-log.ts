import type { Event, Fact, Facts } from '../../kernel/event/fact.ts';
import type { SimulatedProcess } from './simulated-process.ts';

/** Every fact of a simulated run, in the order in which they were told: the run's memory and its trace. */
export class FactLog {
  readonly events: Event[] = [];

  /** The way out of one process. Facts are kept at once: what a lost disk would take is not in this. */
  of(process: SimulatedProcess, ownerEpoch: number): Facts {
    let sequence = 0;
    return {
      tell: (fact) => {
        sequence += 1;
        this.events.push({
          id: { process: process.name, boot: `${process.boot}-sim`, sequence },
          site: process.site,
          ownerEpoch,
          atMs: process.wallMs(),
          fact: structuredClone(fact),
        });
      },
    };
  }

  ofKind<Kind extends Fact['kind']>(kind: Kind): Event<Extract<Fact, { kind: Kind }>>[] {
    return this.events.filter(
      (event): event is Event<Extract<Fact, { kind: Kind }>> => event.fact.kind === kind,
    );
  }
}

/** One line for each event, the same to the byte for the same run. */
export function traceOf(events: readonly Event[]): string {
  return events
    .map(({ id, atMs, fact }) => `${atMs} ${id.process}/${id.boot}/${id.sequence} ${JSON.stringify(fact)}\n`)
    .join('');
}
