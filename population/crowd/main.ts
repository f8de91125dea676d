import { runProcess } from '../../platform/process/run-process.ts';
import { readCrowdConfig } from './config.ts';
import { startCrowd } from './context.ts';

/** The crowd: simulated callers and the agents' simulated phones. `node population/crowd/main.ts --config FILE` */
await runProcess({ name: 'crowd', readConfig: readCrowdConfig, start: startCrowd });
