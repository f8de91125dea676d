import { spawn } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { systemTimers } from '../../platform/clock/system-timers.ts';
import { controlSocketPath } from '../../platform/control/protocol.ts';
import { type ControlServer, serveControl } from '../../platform/control/server.ts';
import { engineSocketFolder, makePrivateFolder } from '../../platform/embedded/folders.ts';
import { systemRandom } from '../../platform/random/system-random.ts';
import { allocateAddresses } from './addresses.ts';
import { planAgents } from './agents.ts';
import type { ClusterConfig } from './cluster-config.ts';
import { type ClusterFile, removeClusterFile, writeClusterFile } from './cluster-file.ts';
import { describeCluster } from './describe-cluster.ts';
import { startGuard } from './guard.ts';
import { lockFolder } from './lock.ts';
import { type Foundations, planCluster } from './plan.ts';
import { claimPortSlot } from './ports.ts';
import { startOrder } from './process-spec.ts';
import { provideSecrets } from './secrets.ts';
import { Supervisor } from './supervisor.ts';

/** The repository's root. */
export const projectDir = resolve(import.meta.dirname, '../..');

export interface StartOptions {
  readonly dataDir: string;
  readonly config: ClusterConfig;
  /** Shows what is being done; runs each step when its turn comes. */
  readonly show: (steps: readonly Step[]) => Promise<void>;
  /** What happens later: deaths, restarts. One sentence each. */
  readonly onNote: (sentence: string) => void;
  /** Ends a start that is under way. */
  readonly signal?: AbortSignal;
}

/** The start was ended on request. */
export class StartEnded extends Error {
  readonly code = 'start-ended';
  readonly retriable = true;

  constructor() {
    super('ended before everything was started');
    this.name = 'StartEnded';
  }
}

export interface Step {
  readonly title: string;
  readonly run: () => Promise<void>;
}

export interface RunningCluster {
  readonly file: ClusterFile;
  readonly dataDir: string;
  /** Sites without an address of their own: they can't be cut off by their packets. */
  readonly sitesWithoutAddress: readonly string[];
  /** Ends everything in the written order, in under five seconds. Idempotent. */
  close(): Promise<void>;
  /** Ends everything now. */
  cut(): Promise<void>;
}

/**
 * Starts a whole cluster on this machine, on embedded engines, and keeps its processes running until
 * it is closed. Whatever goes wrong on the way, what had started is ended and the reason is thrown.
 */
export async function startCluster(options: StartOptions): Promise<RunningCluster> {
  const startedAtMono = systemClock.monoMs();
  const startedAtMs = systemClock.wallMs();
  const dataDir = resolve(options.dataDir);
  const lock = lockFolder(dataDir);
  const undo: (() => unknown)[] = [() => lock.release()];
  const undoAll = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    removeClusterFile(dataDir);
    const slot = await claimPortSlot();
    undo.push(() => slot.release());
    const foundations = await layFoundations(
      dataDir,
      options.config,
      await allocateAddresses(options.config, slot),
    );
    const planned = planCluster(foundations);
    for (const { spec, config } of planned) {
      writePrivately(spec.configFile, config);
      keepLastLog(spec.logFile);
    }
    const guard = startGuard();
    undo.push(() => guard.farewell());

    let file: ClusterFile | undefined;
    const refresh = () => {
      if (!file) return;
      file = { ...file, ...describeCluster(foundations, supervisor.status()) };
      writeClusterFile(dataDir, file);
    };
    const supervisor = new Supervisor(
      planned.map((each) => each.spec),
      {
        clock: systemClock,
        timers: systemTimers,
        guard,
        environment: { NODE_COMPILE_CACHE: join(projectDir, 'node_modules/.cache/compile') },
        onChange: refresh,
        onNote: options.onNote,
      },
    );
    undo.push(() => supervisor.close());
    const control = await openControl(dataDir, supervisor);
    undo.push(() => control.close());
    const endStart = () => void supervisor.close();
    options.signal?.addEventListener('abort', endStart);
    await options.show(stepsOf(supervisor, foundations.addresses.console));
    options.signal?.removeEventListener('abort', endStart);
    const startedInMs = Math.round(systemClock.monoMs() - startedAtMono);
    const control_ = controlSocketPath(engineSocketFolder(dataDir));
    file = {
      ...describeCluster(foundations, supervisor.status()),
      up: { pid: process.pid, control: control_, guardPid: guard.pid },
      startedAtMs,
      startedInMs,
    };
    writeClusterFile(dataDir, file);
    undo.push(() => {
      file = undefined;
      removeClusterFile(dataDir);
    });
    let closing: Promise<void> | undefined;
    const running = file;
    return {
      get file() {
        return file ?? running;
      },
      dataDir,
      sitesWithoutAddress: foundations.addresses.sitesWithoutAddress,
      close: () => {
        closing ??= undoAll();
        return closing;
      },
      cut: () => supervisor.cut(),
    };
  } catch (error) {
    await undoAll();
    throw options.signal?.aborted ? new StartEnded() : error;
  }
}

async function layFoundations(
  dataDir: string,
  config: ClusterConfig,
  addresses: Foundations['addresses'],
): Promise<Foundations> {
  const agents = planAgents(config);
  const secrets = provideSecrets(
    dataDir,
    agents.map((agent) => agent.id),
    systemRandom,
  );
  return { projectDir, dataDir, config, addresses, agents, secrets };
}

/** Pages and engines side by side, then everybody else. */
function stepsOf(supervisor: Supervisor, console: string): readonly Step[] {
  const [engines, servers, population] = startOrder;
  return [
    {
      title: 'engines, and the pages where they are stale',
      run: async () => void (await Promise.all([supervisor.start(engines!), buildStalePages()])),
    },
    { title: 'routers, sites, gateways, back-ends, operations', run: () => supervisor.start(servers!) },
    {
      title: 'phones and callers, and a look at the console',
      run: async () => void (await Promise.all([supervisor.start(population!), lookAtPage(console)])),
    },
  ];
}

/** In a process of its own, because the bundler's memory would stay with the supervisor. */
function buildStalePages(): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'build-pages-now.ts')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (text) => {
      said = (said + text).slice(-4000);
    });
    child.on('error', fail);
    child.on('close', (code) => {
      if (code === 0) done();
      else fail(new Error(`the pages could not be built: ${said.trim()}`));
    });
  });
}

/** Live means that a browser gets the page. */
async function lookAtPage(console: string): Promise<void> {
  const answer = await fetch(`http://${console}/`);
  if (!answer.ok)
    throw new Error(`the console answers ${answer.status} at http://${console}/; see the log of ops`);
  await answer.body?.cancel();
}

async function openControl(dataDir: string, supervisor: Supervisor): Promise<ControlServer> {
  const socketFolder = engineSocketFolder(dataDir);
  makePrivateFolder(socketFolder);
  return serveControl(controlSocketPath(socketFolder), (request) => supervisor.carryOut(request));
}

function writePrivately(file: string, contents: object): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  rmSync(file, { force: true });
  writeFileSync(file, `${JSON.stringify(contents, null, 2)}\n`, { mode: 0o600 });
}

/** One earlier log of each process is kept, as `.log.1`. */
function keepLastLog(logFile: string): void {
  mkdirSync(dirname(logFile), { recursive: true });
  try {
    renameSync(logFile, `${logFile}.1`);
  } catch {
    // There is none yet.
  }
  rmSync(logFile.replace(/\.log$/, '.err'), { force: true });
}
