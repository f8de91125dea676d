import { defineConfig } from 'vitest/config';

const elsewhere = ['node_modules/**', 'ops/web/**', 'nodes/desktop/web/**', '.tandem/**'];

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
          exclude: [...elsewhere, 'chaos/scenarios/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'scenarios',
          include: ['chaos/scenarios/**/*.test.ts'],
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
