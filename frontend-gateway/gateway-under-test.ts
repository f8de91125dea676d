import type { Fact } from '../kernel/event/fact.ts';
import { noMetrics } from '../kernel/ports/metrics.ts';
import type { BusinessType } from '../kernel/transaction/business.ts';
import type { Position } from '../kernel/transaction/twins.ts';
import { systemClock } from '../platform/clock/system-clock.ts';
import { systemTimers } from '../platform/clock/system-timers.ts';
import { startGrpcServer } from '../platform/grpc/server.ts';
import { systemHash } from '../platform/hash/system-hash.ts';
import { createHttpServer } from '../platform/http/server.ts';
import { assembleGateway } from './assemble.ts';
import type { BackendClient, BackendWrite, SubmitOutcome } from './backend/port.ts';
import { businessOverGrpc } from './carriers/grpc.ts';
import { businessOverHttp } from './carriers/http.ts';
import { MemoryJournal } from './journal/memory-journal.ts';

const local = { host: '127.0.0.1', port: 0 };
const rest: Position = { generation: 0, fenced: false, head: 0, fencedHead: 0, replicated: {} };

const types: readonly BusinessType[] = [
  { name: 'balance', mode: 'read', inDoubt: 'repeat', deadlineMs: 1000, payloadBytesMax: 200 },
  { name: 'deposit', mode: 'write', inDoubt: 'repeat', deadlineMs: 1000, payloadBytesMax: 200 },
];

/** Back-ends that do what a test says; well-behaved ones unless it says otherwise. */
export class ScriptedBackends implements BackendClient {
  readonly writes: BackendWrite[] = [];
  onSubmit: (write: BackendWrite) => Promise<SubmitOutcome> = async (write) => ({
    outcome: 'done',
    origin: write.to.backend,
    sequence: this.writes.length,
    result: '{"balanceFen":100}',
  });
  onQuery: BackendClient['query'] = async (backend) => ({
    outcome: 'answered',
    result: JSON.stringify({ backend }),
  });
  onInquire: BackendClient['inquire'] = async () => ({ outcome: 'lost', why: 'scripted' });

  query: BackendClient['query'] = (backend, question) => this.onQuery(backend, question);
  submit(write: BackendWrite): Promise<SubmitOutcome> {
    this.writes.push(write);
    return this.onSubmit(write);
  }
  inquire: BackendClient['inquire'] = (backend, inquiry) => this.onInquire(backend, inquiry);
  probe: BackendClient['probe'] = async () => ({ outcome: 'heard', position: rest });
  async close() {}
}

/** A gateway with its real doors open on free ports, over a journal in memory and scripted back-ends. */
export async function startGatewayUnderTest() {
  const journal = new MemoryJournal();
  const backends = new ScriptedBackends();
  const facts: Fact[] = [];
  const faults: unknown[] = [];
  let badInputs = 0;
  const core = assembleGateway(
    {
      journal,
      client: backends,
      membership: { standing: () => 'alive', async close() {} },
      clock: systemClock,
      timers: systemTimers,
      hash: systemHash,
      facts: { tell: (fact) => facts.push(fact) },
      metrics: noMetrics,
    },
    {
      region: 'cn',
      gateway: 'gateway-1',
      owner: 'gateway-1/1-test',
      backends: ['a', 'b'],
      shareKeys: false,
      types,
      health: { probeEveryMs: 50, probeTimeoutMs: 50, steadyAfterMs: 0, slowMs: 1000 },
      limits: { inHandMax: 100, inquiriesMax: 8, deadlineMsMax: 5000 },
      hedgeAfterMs: 50,
    },
  );
  const onFault = (error: unknown) => faults.push(error);
  const http = createHttpServer({
    onFault,
    onBadInput: () => {
      badInputs += 1;
    },
    bodyLimitBytes: 64 * 1024,
    requestTimeoutMs: 1000,
  });
  businessOverHttp(http, core.service, core.health);
  const httpAddress = await http.listen(local);
  const grpc = await startGrpcServer({
    listen: local,
    services: [businessOverGrpc(core.service, onFault)],
    maxMessageBytes: 64 * 1024,
  });
  return {
    journal,
    backends,
    facts,
    faults,
    core,
    http: httpAddress,
    grpc: grpc.address,
    badInputs: () => badInputs,
    async close() {
      await Promise.all([grpc.close(100), http.close(100)]);
      core.settling.close();
      core.register.close();
      core.health.close();
    },
  };
}

export type GatewayUnderTest = Awaited<ReturnType<typeof startGatewayUnderTest>>;
