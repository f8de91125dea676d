import {
  type Decide,
  decideTransaction,
  type TransactionState,
} from '../../kernel/transaction/transaction.ts';
import { placeWrite } from '../../kernel/transaction/twins.ts';

/** The decisions that a simulated gateway runs on: the kernel's, or the kernel's with a fault planted in it. */
export interface Rules {
  readonly decide: Decide;
  readonly place: typeof placeWrite;
  /** A back-end that is asked about a key which it doesn't know seals it. */
  readonly seals: boolean;
}

export const kernelRules: Rules = { decide: decideTransaction, place: placeWrite, seals: true };

/** Faults that people do make, each with the rule that it breaks; a simulation must find every one. */
export const plantedFaults: Readonly<Record<string, Rules>> = {
  /** The usual proxy: no answer in time, so ask the other one. */
  'retry at the twin when the answer is lost': {
    ...kernelRules,
    decide: (state, input, knowledge) => {
      if (state.phase === 'sent' && input.kind === 'lost') {
        const elsewhere = { do: 'elsewhere', not: [state.to.backend] } as const;
        return {
          state: { phase: 'begun', attempts: state.to.attempt, doubt: undefined },
          effects: [elsewhere],
        };
      }
      return decideTransaction(state, input, knowledge);
    },
  },
  /** No answer, so it has failed. */
  'say failed when the time is over': {
    ...kernelRules,
    decide: (state, input, knowledge) => {
      if (state.phase === 'sent' && input.kind === 'deadline') return failed(state.to.backend);
      return decideTransaction(state, input, knowledge);
    },
  },
  /** The twin doesn't know it, so it was not done: asked before the twin can know. */
  'believe the twin before it has replicated past the sending': {
    ...kernelRules,
    decide: (state, input, knowledge) => {
      if (state.phase === 'in-doubt' && input.kind === 'look' && state.asking === undefined) {
        const twin = state.to.backend === 'a' ? 'b' : 'a';
        const home = knowledge.view.backends.find((backend) => backend.id === state.to.backend);
        const other = knowledge.view.backends.find((backend) => backend.id === twin);
        if (!home?.answers && other?.answers) {
          return {
            state: { ...state, asking: twin },
            effects: [{ do: 'inquire', at: twin, about: state.to }],
          };
        }
      }
      return decideTransaction(state, input, knowledge);
    },
  },
  /** The last sending was turned away, so nothing was done: the earlier ones are forgotten. */
  'forget earlier sendings': {
    ...kernelRules,
    decide: (state, input, knowledge) => {
      const forgetful: TransactionState = state.phase === 'sent' ? { ...state, unaccounted: 1 } : state;
      return decideTransaction(forgetful, input, knowledge);
    },
  },
  /** It is not there now, so it was not done: the sending that is still on its way is forgotten. */
  'take "not there now" for "never"': { ...kernelRules, seals: false },
  /** A customer's writes go wherever there is a back-end. */
  "move a customer's writes at once": {
    ...kernelRules,
    place: (customer, _home, _open, view, not) => placeWrite(customer, undefined, 0, view, not),
  },
};

function failed(backend: string): ReturnType<Decide> {
  const outcome = {
    state: 'failed',
    backend,
    code: 'timeout',
    retriable: true,
    message: 'no answer in time',
  } as const;
  return { state: { phase: 'failed', outcome }, effects: [{ do: 'settle', outcome }] };
}
