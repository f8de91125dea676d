/** SIPp as it comes from Debian is every agent's phone; the callers are simulated, then SIPp as well. */
import { describe, expect, it } from 'vitest';
import { missing } from '../../checks/present.ts';
import { populationPorts } from '../../cli/population-ports.ts';
import { runSteps } from '../../cli/steps.ts';
import { withCluster } from '../../deploy/cluster/with-cluster.ts';
import { clusterForSipp, openPhones, runSippCalls } from '../sipp-calls.ts';

/** What comes to SIPp's own port is counted by Linux alone. */
const possible = missing('sipp').length === 0 && process.platform === 'linux';
const note = (sentence: string) => void process.stdout.write(`${sentence}\n`);

describe('SIPp as the agents’ phones', () => {
  it.runIf(possible)(
    'registers with digest, answers on one port for a whole site, and is heard both ways',
    async () => {
      const ports = populationPorts();
      const verdicts = await withCluster(
        { config: clusterForSipp(12), show: runSteps, onNote: note, keepOnFailure: true },
        async (cluster) => {
          const phones = await openPhones('sipp', ports, cluster.file());
          try {
            const few = { calls: 40, rate: 8, talkMs: 3000 };
            const ours = await runSippCalls(ports, cluster.file(), phones, { callers: 'simulated', ...few });
            const theirs = await runSippCalls(ports, cluster.file(), phones, { callers: 'voice', ...few });
            return [ours, theirs];
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
