import type { BusinessType } from './business.ts';
import { canBeAsked, type Sending, type TwinsView, wordOfTwin } from './twins.ts';

/**
 * One write, from its beginning to `done` or `failed`, as a pure machine. It promises rule 6: a write
 * in doubt stays with its back-end until somebody whose word counts says what became of it.
 *
 * | phase | input | next | effects |
 * |---|---|---|---|
 * | begun | placed | sent | send |
 * | begun | placed, time is over | failed, or in-doubt if it was | settle, or look-later |
 * | begun | held | failed, or in-doubt if it was | settle, or look-later |
 * | sent, in-doubt | done | done | settle |
 * | sent, in-doubt | refused, sealed, from where it was sent or asked | failed | settle |
 * | sent | not-applied, nothing else unaccounted for, asker waiting | begun | elsewhere |
 * | sent | not-applied, nothing else unaccounted for, asker told | failed | settle |
 * | sent | not-applied, an earlier sending unaccounted for | in-doubt | note, look-later |
 * | sent | lost | in-doubt | note, look-later |
 * | sent, in-doubt | deadline | in-doubt, told | note `pending`, look-later |
 * | in-doubt | inquiry-unanswered | in-doubt | look-later |
 * | in-doubt | look | sent, begun or in-doubt | resolve |
 * | done, failed | anything | unchanged | none |
 *
 * *Resolve*: while the asker waits, send again under the same key to the same back-end where the type
 * says so; else inquire there, which seals the key if it is not known; with the back-end away, and only
 * past the point from which the twin's word counts, go to the twin (asker waiting) or inquire at it.
 */
export type TransactionState =
  | {
      readonly phase: 'begun';
      readonly attempts: number;
      /** Where it is in doubt, when it may go to the twin although it is. */
      readonly doubt: Sending | undefined;
    }
  | {
      readonly phase: 'sent';
      readonly to: Sending;
      /** Sendings under this key, this one included, of which it is not known that they did nothing. */
      readonly unaccounted: number;
    }
  | {
      readonly phase: 'in-doubt';
      readonly to: Sending;
      readonly unaccounted: number;
      /** The asker was told `pending`, or there is none any more. */
      readonly told: boolean;
      /** Where an inquiry is out. */
      readonly asking: string | undefined;
    }
  | { readonly phase: 'done' | 'failed'; readonly outcome: Outcome };

export type Outcome =
  | { readonly state: 'done'; readonly backend: string; readonly sequence: number; readonly result: string }
  | {
      readonly state: 'failed';
      readonly backend: string;
      readonly code: string;
      readonly retriable: boolean;
      readonly message: string;
    };

export type TransactionInput =
  /** The journal has it that the write goes there; nothing has been sent yet. */
  | { readonly kind: 'placed'; readonly backend: string; readonly generation: number }
  /** There is no back-end that it may go to. */
  | { readonly kind: 'held'; readonly reason: string }
  | { readonly kind: 'done'; readonly from: string; readonly sequence: number; readonly result: string }
  /** The back-end keeps a refusal under this key: nothing was applied and nothing will be. */
  | { readonly kind: 'refused'; readonly from: string; readonly code: string; readonly message: string }
  /** The back-end never knew the key and has sealed it: whatever is still on its way will be refused. */
  | { readonly kind: 'sealed'; readonly from: string }
  /** This one sending did nothing and can do nothing any more: no byte left us, or it was turned away. */
  | { readonly kind: 'not-applied'; readonly from: string; readonly why: string }
  /** Bytes may have left us and no answer came. */
  | { readonly kind: 'lost'; readonly from: string; readonly why: string }
  | { readonly kind: 'inquiry-unanswered'; readonly at: string; readonly why: string }
  /** The asker's time is over. */
  | { readonly kind: 'deadline' }
  /** Something may have changed, or a pause is over. */
  | { readonly kind: 'look' };

export type TransactionEffect =
  | { readonly do: 'send'; readonly to: Sending }
  /** Ask for another place, in the journal, and come back with `placed` or `held`. */
  | { readonly do: 'elsewhere'; readonly not: readonly string[] }
  | { readonly do: 'inquire'; readonly at: string; readonly about: Sending }
  /** A step for the journal and the event log; nothing waits for it. */
  | {
      readonly do: 'note';
      readonly step: 'in-doubt' | 'inquired' | 'pending';
      readonly backend: string;
      readonly detail: string;
    }
  /** Into the journal, then to whoever waits. */
  | { readonly do: 'settle'; readonly outcome: Outcome }
  /** Nothing can be done now: come back with `look`. */
  | { readonly do: 'look-later' };

/** What a decision may know besides the state. */
export interface Knowledge {
  readonly view: TwinsView;
  readonly policy: BusinessType['inDoubt'];
  /** What is left of the asker's time, ms. */
  readonly leftMs: number;
}

export interface Decision {
  readonly state: TransactionState;
  readonly effects: readonly TransactionEffect[];
}

export type Decide = (state: TransactionState, input: TransactionInput, knowledge: Knowledge) => Decision;

/** Less time than this isn't worth another sending. */
const worthSendingMs = 20;
/** More sendings than this of one write under one key are not tried while its asker waits. */
const attemptsMax = 8;

export const begun: TransactionState = { phase: 'begun', attempts: 0, doubt: undefined };

/** As a gateway finds another's open transaction, or its own after a restart: in doubt, with nobody waiting. */
export function takenOver(to: Sending): TransactionState {
  return { phase: 'in-doubt', to, unaccounted: 1, told: true, asking: undefined };
}

export const decideTransaction: Decide = (state, input, knowledge) => {
  switch (state.phase) {
    case 'begun':
      return whenBegun(state, input, knowledge);
    case 'sent':
    case 'in-doubt':
      return whenOut(state, input, knowledge);
    case 'done':
    case 'failed':
      return { state, effects: [] };
  }
};

function whenBegun(
  state: TransactionState & { phase: 'begun' },
  input: TransactionInput,
  knowledge: Knowledge,
): Decision {
  switch (input.kind) {
    case 'placed': {
      const to = { backend: input.backend, generation: input.generation, attempt: state.attempts + 1 };
      if (knowledge.leftMs > 0) {
        const unaccounted = state.doubt ? 2 : 1;
        return { state: { phase: 'sent', to, unaccounted }, effects: [{ do: 'send', to }] };
      }
      if (state.doubt) return backInDoubt(to, true);
      return fail(to.backend, 'not-sent', true, 'the time was over before it could be sent');
    }
    case 'held':
      if (state.doubt) return backInDoubt(state.doubt, knowledge.leftMs <= 0);
      return fail('', 'not-sent', true, `nothing was sent: ${input.reason}`);
    default:
      return { state, effects: [] };
  }
}

function backInDoubt(to: Sending, told: boolean): Decision {
  return {
    state: { phase: 'in-doubt', to, unaccounted: 1, told, asking: undefined },
    effects: [{ do: 'look-later' }],
  };
}

type Out = TransactionState & { phase: 'sent' | 'in-doubt' };

function whenOut(state: Out, input: TransactionInput, knowledge: Knowledge): Decision {
  switch (input.kind) {
    case 'done':
      return settle({
        state: 'done',
        backend: input.from,
        sequence: input.sequence,
        result: input.result,
      });
    case 'refused':
      if (!mayJudge(state, input.from)) return { state, effects: [] };
      return fail(input.from, input.code, false, input.message);
    case 'sealed':
      if (!mayJudge(state, input.from)) return { state, effects: [] };
      return fail(
        input.from,
        'not-applied',
        true,
        `${input.from} never had it, and will refuse it from now on`,
      );
    case 'not-applied':
      return whenNotApplied(state, input, knowledge);
    case 'lost': {
      if (state.phase === 'in-doubt') return { state, effects: [] };
      const doubt: Decision = { state: inDoubt(state, false), effects: [{ do: 'look-later' }] };
      return note(doubt, 'in-doubt', state.to.backend, input.why);
    }
    case 'inquiry-unanswered':
      if (state.phase !== 'in-doubt' || state.asking !== input.at) return { state, effects: [] };
      return { state: { ...state, asking: undefined }, effects: [{ do: 'look-later' }] };
    case 'deadline': {
      if (state.phase === 'in-doubt' && state.told) return { state, effects: [] };
      const asking = state.phase === 'in-doubt' ? state.asking : undefined;
      const told: Out = { ...inDoubt(state, true), asking };
      return note(
        { state: told, effects: [{ do: 'look-later' }] },
        'pending',
        state.to.backend,
        'no word in time',
      );
    }
    case 'look':
      return state.phase === 'in-doubt' ? resolve(state, knowledge) : { state, effects: [] };
    default:
      return { state, effects: [] };
  }
}

function whenNotApplied(
  state: Out,
  input: TransactionInput & { kind: 'not-applied' },
  knowledge: Knowledge,
): Decision {
  const unaccounted = state.unaccounted - 1;
  if (unaccounted > 0) {
    if (state.phase === 'in-doubt') return { state: { ...state, unaccounted }, effects: [] };
    return note(
      { state: { ...inDoubt(state, false), unaccounted }, effects: [{ do: 'look-later' }] },
      'in-doubt',
      state.to.backend,
      `this sending did nothing (${input.why}), an earlier one may have`,
    );
  }
  const waiting = state.phase === 'sent' && knowledge.leftMs >= worthSendingMs;
  if (!waiting || state.to.attempt >= attemptsMax) return fail(input.from, 'not-sent', true, input.why);
  return {
    state: { phase: 'begun', attempts: state.to.attempt, doubt: undefined },
    effects: [{ do: 'elsewhere', not: input.why === 'stale-generation' ? [] : [input.from] }],
  };
}

/** Only where it was sent, and where it was rightly asked about, can anybody say that it was not done. */
function mayJudge(state: Out, from: string): boolean {
  return from === state.to.backend || (state.phase === 'in-doubt' && from === state.asking);
}

/** What may be done now about a write in doubt. */
function resolve(state: TransactionState & { phase: 'in-doubt' }, knowledge: Knowledge): Decision {
  if (state.asking !== undefined) return { state, effects: [] };
  const { to, told } = state;
  const waiting = !told && knowledge.leftMs >= worthSendingMs && to.attempt < attemptsMax;
  const home = knowledge.view.backends.find((backend) => backend.id === to.backend);
  if (home && canBeAsked(home)) {
    const sameGeneration = (home.position?.generation ?? to.generation) === to.generation;
    if (waiting && home.usable && knowledge.policy === 'repeat' && sameGeneration) {
      const again = { ...to, attempt: to.attempt + 1 };
      return {
        state: { phase: 'sent', to: again, unaccounted: state.unaccounted + 1 },
        effects: [{ do: 'send', to: again }],
      };
    }
    return inquire(state, to.backend);
  }
  const twin = wordOfTwin(to, knowledge.view);
  if (twin === undefined) return { state, effects: [{ do: 'look-later' }] };
  if (!waiting) return inquire(state, twin);
  return {
    state: { phase: 'begun', attempts: to.attempt, doubt: to },
    effects: [{ do: 'elsewhere', not: [to.backend] }],
  };
}

function inquire(state: TransactionState & { phase: 'in-doubt' }, at: string): Decision {
  const decision: Decision = {
    state: { ...state, asking: at },
    effects: [{ do: 'inquire', at, about: state.to }],
  };
  return note(decision, 'inquired', at, `sent to ${state.to.backend}`);
}

function inDoubt(state: Out, told: boolean): TransactionState & { phase: 'in-doubt' } {
  return { phase: 'in-doubt', to: state.to, unaccounted: state.unaccounted, told, asking: undefined };
}

function note(
  decision: Decision,
  step: 'in-doubt' | 'inquired' | 'pending',
  backend: string,
  detail: string,
): Decision {
  return { state: decision.state, effects: [{ do: 'note', step, backend, detail }, ...decision.effects] };
}

function fail(backend: string, code: string, retriable: boolean, message: string): Decision {
  return settle({ state: 'failed', backend, code, retriable, message });
}

function settle(outcome: Outcome): Decision {
  return { state: { phase: outcome.state, outcome }, effects: [{ do: 'settle', outcome }] };
}
