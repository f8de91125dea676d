import type { Counter, Histogram, Metrics } from '../kernel/ports/metrics.ts';

/** What a gateway counts. Labels are types, states and reasons: never a key, a customer or a call. */
export interface GatewayCounts {
  readonly answered: Counter;
  readonly refused: Counter;
  readonly tookMs: Histogram;
  readonly sendings: Counter;
  readonly inquiries: Counter;
  readonly takenOver: Counter;
  readonly displaced: Counter;
  readonly journalAway: Counter;
  readonly badInput: Counter;
  readonly hedged: Counter;
}

export function gatewayCounts(metrics: Metrics): GatewayCounts {
  return {
    answered: metrics.counter('tandem_gateway_answers_total', 'Answers, by mode and state'),
    refused: metrics.counter('tandem_gateway_refusals_total', 'Requests not taken, by code'),
    tookMs: metrics.histogram(
      'tandem_gateway_answer_ms',
      'From reading a request to its answer, by mode',
      [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000],
    ),
    sendings: metrics.counter('tandem_gateway_sendings_total', 'Writes sent, by back-end and outcome'),
    inquiries: metrics.counter('tandem_gateway_inquiries_total', 'Inquiries, by back-end and outcome'),
    takenOver: metrics.counter(
      'tandem_gateway_taken_over_total',
      'Open transactions taken from a dead gateway',
    ),
    displaced: metrics.counter(
      'tandem_gateway_displaced_total',
      'Transactions that another gateway took over',
    ),
    journalAway: metrics.counter(
      'tandem_gateway_journal_away_total',
      'Calls on the journal that failed, by call',
    ),
    badInput: metrics.counter('tandem_gateway_bad_input_total', 'What came in and made no sense, by carrier'),
    hedged: metrics.counter(
      'tandem_gateway_hedged_total',
      'Reads that were asked of the other back-end as well',
    ),
  };
}
