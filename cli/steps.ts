import { Listr } from 'listr2';
import type { Step } from '../deploy/cluster/start-cluster.ts';

/** Runs steps one after the other, showing them live at a terminal and as plain lines elsewhere. */
export async function showSteps(steps: readonly Step[]): Promise<void> {
  if (process.stdout.isTTY) {
    await new Listr(
      steps.map((step) => ({ title: step.title, task: () => step.run() })),
      { concurrent: false },
    ).run();
    return;
  }
  for (const step of steps) {
    process.stdout.write(`starting ${step.title}\n`);
    await step.run();
  }
}

/** The same, without a word: for programs that read standard output. */
export async function runSteps(steps: readonly Step[]): Promise<void> {
  for (const step of steps) await step.run();
}
