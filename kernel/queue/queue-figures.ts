import type { AgentState } from '../event/fact.ts';
import type { QueueState } from '../site/state.ts';

/** How much one call moves the mean of handle time. */
const handleShare = 0.1;

type AgentKind = 'signedOut' | 'ready' | 'busy' | 'afterCallWork' | 'notReady';

/**
 * What a site says of its queues, kept current as agents and calls move: reading it costs the same
 * with three agents or three thousand.
 *
 * Invariant: signedIn = ready + busy + afterCallWork + notReady, for each queue.
 */
export class QueueFigures {
  readonly #queues = new Map<string, Figures>();
  readonly #onChanged: (queue: string) => void;

  /** `handleMs` is what a call is taken to last until calls have been handled. */
  constructor(
    queues: readonly { readonly name: string; readonly handleMs: number }[],
    onChanged: (queue: string) => void,
  ) {
    this.#onChanged = onChanged;
    for (const queue of queues) {
      this.#queues.set(queue.name, {
        signedOut: 0,
        ready: 0,
        busy: 0,
        afterCallWork: 0,
        notReady: 0,
        inIvr: 0,
        handleMs: queue.handleMs,
      });
    }
  }

  agentMoved(queues: readonly string[], from: AgentState, to: AgentState): void {
    const was = kindOf(from);
    const is = kindOf(to);
    if (was === is) return;
    for (const queue of queues) {
      const figures = this.#queues.get(queue);
      if (!figures) continue;
      if (was !== 'signedOut') figures[was] -= 1;
      if (is !== 'signedOut') figures[is] += 1;
      this.#onChanged(queue);
    }
  }

  inIvr(queue: string, change: 1 | -1): void {
    const figures = this.#queues.get(queue);
    if (!figures) return;
    figures.inIvr += change;
    this.#onChanged(queue);
  }

  /** A call was handled: talk plus after-call work. */
  handled(queue: string, handleMs: number): void {
    const figures = this.#queues.get(queue);
    if (figures) figures.handleMs += handleShare * (handleMs - figures.handleMs);
  }

  names(): readonly string[] {
    return [...this.#queues.keys()];
  }

  state(queue: string, queued: number, oldestWaitMs: number): QueueState {
    const figures = this.#queues.get(queue)!;
    const { ready, busy, afterCallWork, notReady, inIvr } = figures;
    return {
      queue,
      signedIn: ready + busy + afterCallWork + notReady,
      ready,
      busy,
      afterCallWork,
      notReady,
      inIvr,
      queued,
      oldestWaitMs: Math.max(0, Math.round(oldestWaitMs)),
      handleMs: Math.round(figures.handleMs),
    };
  }
}

interface Figures extends Record<AgentKind, number> {
  inIvr: number;
  handleMs: number;
}

function kindOf(state: AgentState): AgentKind {
  switch (state) {
    case 'logged-out':
      return 'signedOut';
    case 'ready':
      return 'ready';
    case 'not-ready':
      return 'notReady';
    case 'work-ready':
    case 'work-not-ready':
      return 'afterCallWork';
    case 'reserved':
    case 'ringing':
    case 'talking':
    case 'hold':
      return 'busy';
  }
}
