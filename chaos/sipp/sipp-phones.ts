import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterFileAgent } from '../../deploy/cluster/cluster-file.ts';
import type { Timers } from '../../kernel/ports/timers.ts';
import type { AgentPhones } from './agent-phones.ts';
import { echoedPacketsOf } from './counts.ts';
import { type Sipp, startSipp } from './sipp.ts';
import { scenarioFolder } from './sipp-callers.ts';

const registersPerSecond = 50;
/** SIPp writes its screens at once, by another thread than ours. */
const screenWithinMs = 1000;

/**
 * SIPp as the phones of many agents: one process for each site registers them all with digest and answers
 * for them on one port, echoing what it hears. They keep registered until `close`.
 */
export async function openSippPhones(
  agents: readonly ClusterFileAgent[],
  timers: Timers,
): Promise<AgentPhones> {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-sipp-'));
  const bySite = Map.groupBy(agents, (agent) => agent.sip);
  const running: { readonly name: string; readonly sipp: Sipp }[] = [];
  for (const [edge, ofSite] of bySite) {
    const name = `phones-${running.length + 1}`;
    const users = `${name}.users`;
    writeFileSync(join(folder, users), usersFile(ofSite), { mode: 0o600 });
    const sipp = await startSipp({
      folder,
      name,
      to: edge,
      args: [
        ...['-sf', join(scenarioFolder, 'phones-register.xml')],
        ...['-oocsf', join(scenarioFolder, 'phones-answer.xml')],
        ...['-inf', users, '-rtp_echo'],
        ...['-m', String(ofSite.length), '-l', String(ofSite.length), '-r', String(registersPerSecond)],
      ],
    });
    running.push({ name, sipp });
  }
  const screenOf = (name: string) => readIfThere(join(folder, `${name}.screen`));
  return {
    kind: 'sipp',
    heard: [],
    skippedFrames: 0,
    async echoedPackets() {
      for (const { sipp } of running) sipp.kill('SIGUSR2');
      await new Promise<void>((resolve) => timers.after(screenWithinMs, resolve));
      return running.reduce((sum, { name }) => sum + echoedPacketsOf(screenOf(name)), 0);
    },
    complaints() {
      const texts = running.map(({ name }) => readIfThere(join(folder, `${name}.errors`)));
      return texts
        .flatMap((text) => text.split('\n').filter(isComplaint))
        .slice(0, 3)
        .join(' ');
    },
    async close() {
      for (const { sipp } of running) sipp.kill('SIGINT');
      await Promise.all(running.map(({ sipp }) => sipp.over));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What `-inf` reads: for each phone its user, and the whole keyword that SIPp makes credentials of. */
function usersFile(agents: readonly ClusterFileAgent[]): string {
  const lines = agents.map(
    ({ user, password }) => `${user};[authentication username=${user} password=${password}]`,
  );
  return `SEQUENTIAL\n${lines.join('\n')}\n`;
}

/** SIPp also notes each call that came to the phones, as it should. */
function isComplaint(line: string): boolean {
  return line.includes('\t') && !line.includes('using the out-of-call scenario');
}

function readIfThere(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
