import type { ProcessStatus } from '../../platform/control/protocol.ts';
import { engineSocketFolder } from '../../platform/embedded/folders.ts';
import type { ClusterFile, ClusterFileAgent } from './cluster-file.ts';
import type { Foundations } from './plan.ts';

/** What `cluster.json` says of the processes as they are now. Pure. */
export function describeCluster(
  { addresses, agents, config, dataDir, secrets }: Foundations,
  processes: readonly ProcessStatus[],
): Omit<ClusterFile, 'up' | 'startedAtMs' | 'startedInMs'> {
  const pidOf = (name: string) => processes.find((process) => process.name === name)?.pid ?? 0;
  return {
    console: addresses.console,
    routers: config.sites.map(({ id: site }) => {
      const id = `${site}.router`;
      return { id, site, ...addresses.sites[site]!.router, pid: pidOf(id) };
    }),
    sites: config.sites.map(({ id }) => {
      const { host, node } = addresses.sites[id]!;
      const listed = (signIn: 'phone' | 'desktop'): ClusterFileAgent[] =>
        agents
          .filter((agent) => agent.site === id && agent.signIn === signIn)
          .map((agent) => ({
            id: agent.id,
            sip: node.sip,
            user: agent.id,
            password: secrets.passwords[agent.id]!,
          }));
      return {
        id,
        host,
        sip: node.sip,
        grpc: node.grpc,
        desktop: node.desktop,
        pid: pidOf(`${id}.node`),
        agents: listed('phone'),
        desks: listed('desktop'),
      };
    }),
    gateways: addresses.gateways.map((gateway) => ({ ...gateway, pid: pidOf(gateway.id) })),
    backends: addresses.backends.map((backend) => ({ ...backend, pid: pidOf(backend.id) })),
    ops: { pid: pidOf('ops'), http: addresses.console },
    engines: { kind: 'embedded', pid: pidOf('engines'), socketFolder: engineSocketFolder(dataDir) },
    population: { pid: pidOf('population'), control: addresses.population.control },
  };
}
