import type { CheckedControlRequest, ProcessStatus } from '../../platform/control/protocol.ts';
import { closeOrder, type ProcessKind, type ProcessSpec } from './process-spec.ts';
import { Supervised, type SupervisionPorts } from './supervised.ts';

/** All processes of one cluster: started, kept, asked about, killed and started on request, closed in order. */
export class Supervisor {
  readonly #processes: readonly Supervised[];

  constructor(specs: readonly ProcessSpec[], ports: SupervisionPorts) {
    this.#processes = specs.map((spec) => new Supervised(spec, ports));
  }

  status(): readonly ProcessStatus[] {
    return this.#processes.map((process) => process.status());
  }

  /** Starts all processes of these kinds at once; rejects with the first `StartFailed`. */
  async start(kinds: readonly ProcessKind[]): Promise<void> {
    await Promise.all(this.#ofKinds(kinds).map((process) => process.start()));
  }

  /** Does what was asked over the control socket; throws a sentence when it names nothing here. */
  carryOut(request: CheckedControlRequest): readonly ProcessStatus[] {
    if (request.command === 'status') return this.status();
    const named = this.#named(request);
    for (const process of named) {
      if (request.command === 'kill') process.signal(request.signal, request.restart);
      else process.revive();
    }
    return named.map((process) => process.status());
  }

  /** Closes everything in the written order. */
  async close(): Promise<void> {
    for (const step of closeOrder) {
      await Promise.all(this.#ofKinds(step.kinds).map((process) => process.close(step.withinMs)));
    }
  }

  /** Kills what is left, now. */
  async cut(): Promise<void> {
    await Promise.all(this.#processes.map((process) => process.close(0)));
  }

  #ofKinds(kinds: readonly ProcessKind[]): readonly Supervised[] {
    return this.#processes.filter((process) => kinds.includes(process.spec.kind));
  }

  #named(request: {
    readonly process?: string | undefined;
    readonly site?: string | undefined;
  }): Supervised[] {
    const { process: name, site } = request;
    const found = this.#processes.filter(({ spec }) =>
      name === undefined ? spec.site === site : spec.name === name,
    );
    if (found.length > 0) return found;
    const names = this.#processes.map(({ spec }) => spec.name).join(', ');
    if (name !== undefined) throw new Error(`there is no process "${name}" here; there are ${names}`);
    throw new Error(`there is no site "${site}" here; the processes are ${names}`);
  }
}
