import { runProcess } from '../platform/process/run-process.ts';
import { readRouterConfig } from './config.ts';
import { startRouter } from './context.ts';

/** The global pre-routing router. `node router/main.ts --config FILE` */
await runProcess({ name: 'router', readConfig: readRouterConfig, start: startRouter });
