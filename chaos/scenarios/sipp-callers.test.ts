/** SIPp as it comes from Debian is the caller, at a router's address; the agents' phones are simulated. */
import { describe, expect, it } from 'vitest';
import { missing } from '../../checks/present.ts';
import { populationPorts } from '../../cli/population-ports.ts';
import { runSteps } from '../../cli/steps.ts';
import { withCluster } from '../../deploy/cluster/with-cluster.ts';
import { clusterForSipp, openPhones, runSippCalls } from '../sipp-calls.ts';

/** What comes to SIPp's own port is counted by Linux alone. */
const possible = missing('sipp').length === 0 && process.platform === 'linux';
const note = (sentence: string) => void process.stdout.write(`${sentence}\n`);

describe('SIPp as the caller', () => {
  it.runIf(possible)(
    'is answered by agents, hears and is heard, and stands in the records once for each call',
    async () => {
      const ports = populationPorts();
      const verdicts = await withCluster(
        { config: clusterForSipp(12), show: runSteps, onNote: note, keepOnFailure: true },
        async (cluster) => {
          const phones = await openPhones('simulated', ports, cluster.file());
          try {
            const few = { calls: 40, rate: 8, talkMs: 3000 };
            const stock = await runSippCalls(ports, cluster.file(), phones, { callers: 'stock', ...few });
            const voice = await runSippCalls(ports, cluster.file(), phones, { callers: 'voice', ...few });
            return [stock, voice];
          } finally {
            await phones.close();
          }
        },
      );
      for (const { name, broken, figures } of verdicts) {
        expect(broken, `${name} ${JSON.stringify(figures)}`).toEqual([]);
        expect(figures).toMatchObject({ offered: 40, answered: 40, records: 40, sites: 3 });
      }
    },
  );
});
