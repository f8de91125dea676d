import { defineConfig } from 'vitest/config';

const elsewhere = ['node_modules/**', 'ops/web/**', 'nodes/desktop/web/**', '.tandem/**'];

/** What starts a whole cluster, or takes time for itself, wherever it lies. */
const whole = [
  'chaos/scenarios/**/*.test.ts',
  'chaos/*.test.ts',
  'cli/up.test.ts',
  'deploy/cluster/supervisor.test.ts',
  'deploy/cluster/killed-supervisor.test.ts',
  'nodes/media/embedded-gateway.sockets.test.ts',
  'platform/embedded/process.test.ts',
];

/**
 * Two groups, one after the other: what runs in memory or on a socket of its own, side by side; then
 * the scenarios of the whole cluster, one at a time, since each wants the machine for itself.
 */
export default defineConfig({
  test: {
    reporters: ['default', './checks/closing-line.ts'],
    projects: [
      {
        test: {
          name: 'parts',
          include: ['**/*.test.ts'],
          exclude: [...elsewhere, ...whole],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'scenarios',
          include: whole,
          exclude: elsewhere,
          testTimeout: 180_000,
          hookTimeout: 120_000,
          maxWorkers: 1,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
