/** What a router counts beside its decisions, read when somebody looks: limits reached, input dropped, ages. */
import type { Metrics, Reading } from '../kernel/ports/metrics.ts';
import type { Router } from './service.ts';

export function measureRouter(router: Router, metrics: Metrics): void {
  const { view, dialogs, transport, transactions } = router;
  metrics.gauge('tandem_router_sites_usable', 'Sites whose link proves itself and whose state is known', () =>
    view.usableSites(),
  );
  metrics.gauge(
    'tandem_router_in_flight',
    'Decisions that no site lists as arrived yet',
    () => view.inFlight.size,
  );
  metrics.gauge(
    'tandem_router_in_flight_uncounted',
    'Decisions not counted because too many were in flight',
    () => view.inFlight.refusedForLimit,
  );
  metrics.gauge('tandem_router_state_age_ms', 'Age of the latest state of each site; -1: none', () =>
    view.states().map(({ site, ageMs }) => ({ value: ageMs, labels: { site } })),
  );
  metrics.gauge(
    'tandem_router_state_dropped',
    'States of each site that were older, or came after a gap',
    () =>
      view.states().flatMap(({ site, older, gaps }) => [
        { value: older, labels: { site, cause: 'older' } },
        { value: gaps, labels: { site, cause: 'gap' } },
      ]),
  );
  metrics.gauge('tandem_router_dialogs', 'Call-IDs remembered for in-dialog requests', () => dialogs.size);
  metrics.gauge(
    'tandem_router_dialogs_evicted',
    'Call-IDs forgotten early, the table being full',
    () => dialogs.evicted,
  );
  metrics.gauge('tandem_router_sip_faults', 'Malformed SIP messages, by what was wrong', () =>
    readings(transport.counters.faults, 'code'),
  );
  metrics.gauge('tandem_router_transactions', 'What became of SIP transactions', () =>
    readings({ ...transactions.counters }, 'what'),
  );
}

function readings(counts: Readonly<Record<string, number>>, label: string): Reading[] {
  return Object.entries(counts).map(([name, value]) => ({ value, labels: { [label]: name } }));
}
