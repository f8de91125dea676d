import { runProcess } from '../platform/process/run-process.ts';
import { readNodeConfig } from './config.ts';
import { startNode } from './context.ts';

/** One site's node. `node nodes/main.ts --config FILE` */
await runProcess({ name: 'node', readConfig: readNodeConfig, start: startNode });
