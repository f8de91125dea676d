/** The kinds of process that a cluster is made of. */
export type ProcessKind = 'engines' | 'router' | 'node' | 'gateway' | 'backend' | 'ops' | 'population';

/** One operating-system process to be kept running: the same ports and folder at every start. */
export interface ProcessSpec {
  /** Unique in the cluster: `beijing.router`. */
  readonly name: string;
  readonly kind: ProcessKind;
  /** Empty for a process of no site. */
  readonly site: string;
  /** Absolute path of its `main.ts`. */
  readonly main: string;
  readonly configFile: string;
  /** Its log, and beside it what it says on standard error. */
  readonly logFile: string;
}

/**
 * Kinds in the order in which they are started; each step waits for the one before. Everything needs
 * the engines' sockets; callers and phones come once there is somebody to call.
 */
export const startOrder: readonly (readonly ProcessKind[])[] = [
  ['engines'],
  ['backend', 'node', 'router', 'gateway', 'ops'],
  ['population'],
];

/**
 * Kinds in the order in which they are closed, and how long each step may take before it is cut: first
 * who calls, then who serves, then who writes records of it, last what they all stand on. Under five
 * seconds together.
 */
export const closeOrder: readonly { readonly kinds: readonly ProcessKind[]; readonly withinMs: number }[] = [
  { kinds: ['population'], withinMs: 1000 },
  { kinds: ['router', 'node', 'gateway', 'backend'], withinMs: 1400 },
  { kinds: ['ops'], withinMs: 800 },
  { kinds: ['engines'], withinMs: 1500 },
];

/** How long a process of this kind may take to close: a little less than when it is cut. */
export function closeWithinMs(kind: ProcessKind): number {
  const step = closeOrder.find((each) => each.kinds.includes(kind));
  return Math.max(300, (step?.withinMs ?? 1000) - 200);
}
