import type {
  BackendClient,
  BackendInquiry,
  BackendWrite,
  InquiryOutcome,
  ProbeOutcome,
  QueryOutcome,
  SubmitOutcome,
  Unheard,
} from '../../frontend-gateway/backend/port.ts';
import type { Random } from '../../kernel/ports/random.ts';
import type { SimulatedTime } from '../../kernel/simulated/time.ts';
import type { SimulatedBackend } from './simulated-backend.ts';

/** How bad the network between gateways and back-ends is; each a share of requests. */
export interface NetworkFaults {
  /** The request never arrives, and the connection breaks. */
  lostRequests: number;
  /** It arrives, is served, and the answer is lost. */
  lostAnswers: number;
  /** It arrives up to three seconds late, whatever its asker has given up by then. */
  lateRequests: number;
  /** It arrives twice. */
  repeatedRequests: number;
}

/** The back-ends as gateways reach them. Every call ends in one outcome within its deadline. */
export function simulatedClient(
  backends: ReadonlyMap<string, SimulatedBackend>,
  faults: NetworkFaults,
  seals: boolean,
  time: SimulatedTime,
  random: Random,
): BackendClient {
  const carry = <T extends { readonly outcome: string }>(
    id: string,
    deadlineMs: number,
    serve: (backend: SimulatedBackend) => Promise<T | undefined>,
  ): Promise<T | Unheard> => {
    const backend = backends.get(id)!;
    return new Promise((resolve) => {
      const lost = (why: string) => resolve({ outcome: 'lost', why });
      if (!backend.reachable) {
        time.after(0.2, () => resolve({ outcome: 'unsent', why: 'connection refused' }));
        return;
      }
      time.after(deadlineMs, () => lost('no answer in time'));
      const underwayMs = 0.2 + random.unit() * 2;
      if (random.unit() < faults.lostRequests) {
        time.after(underwayMs, () => lost('connection reset'));
        return;
      }
      const lateMs = random.unit() < faults.lateRequests ? random.unit() * 3000 : 0;
      const answerLost = random.unit() < faults.lostAnswers;
      const arrive = () =>
        void serve(backend).then((verdict) => {
          if (verdict === undefined || answerLost) time.after(underwayMs, () => lost('connection reset'));
          else time.after(underwayMs, () => resolve(verdict));
        });
      time.after(underwayMs + lateMs, arrive);
      if (random.unit() < faults.repeatedRequests) {
        time.after(underwayMs + random.unit() * 2000, () => void serve(backend));
      }
    });
  };
  return {
    query: (id, question): Promise<QueryOutcome> =>
      carry(id, question.deadlineMs, (backend) =>
        backend.serve((ledger) => ({
          verdict: {
            outcome: 'answered' as const,
            result: JSON.stringify({ balanceFen: ledger.balanceFen(question.customer) }),
          },
        })),
      ),
    submit: (write: BackendWrite): Promise<SubmitOutcome> =>
      carry(write.to.backend, write.deadlineMs, (backend) =>
        backend.serve((ledger) =>
          ledger.submit({ ...write, generation: write.to.generation }, time.wallMs()),
        ),
      ),
    inquire: (id: string, inquiry: BackendInquiry): Promise<InquiryOutcome> =>
      carry(id, inquiry.deadlineMs, (backend) =>
        backend.serve((ledger) =>
          seals || ledger.upTo(ledger.position()).some(({ key }) => key === inquiry.key)
            ? ledger.inquire(inquiry.key, inquiry.sentAtMs, time.wallMs())
            : { verdict: { outcome: 'sealed' as const } },
        ),
      ),
    probe: (id: string, deadlineMs: number): Promise<ProbeOutcome> =>
      carry(id, deadlineMs, (backend) =>
        backend.serve(() => ({
          verdict: { outcome: 'heard' as const, position: backend.safePosition() },
        })),
      ),
    async close() {},
  };
}
