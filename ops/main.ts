import { runProcess } from '../platform/process/run-process.ts';
import { readOpsConfig } from './config.ts';
import { startOps } from './context.ts';

/** Operations: records, the live feed, the console. `node ops/main.ts --config FILE` */
await runProcess({ name: 'ops', readConfig: readOpsConfig, start: startOps });
