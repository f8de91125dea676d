import { pino } from 'pino';

/**
 * Structured logs, one JSON object to a line, on standard output. `info` tells what an operator wants
 * to know; nothing is logged above `debug` for a single message from the network.
 */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  /** The same log with more fields on every line. */
  child(fields: object): Logger;
  /** Writes out what is buffered; for the last words of a process. */
  flush(): void;
}

export interface LoggerOptions {
  readonly level: string;
  /** On every line: process, site, boot. */
  readonly fields: object;
  /** A file descriptor; 1 unless told. */
  readonly descriptor?: number;
}

/** Values under these keys never reach a log, at the top or one level down. */
const secretKeys = ['password', 'secret', 'tokenKey', 'key', 'authorization', 'token', 'cookie'];

export function createLogger(options: LoggerOptions): Logger {
  const destination = pino.destination({ dest: options.descriptor ?? 1, sync: false });
  const log = pino(
    {
      level: options.level,
      base: options.fields,
      redact: { paths: secretKeys.flatMap((key) => [key, `*.${key}`]), censor: '(secret)' },
    },
    destination,
  );
  return wrap(log, () => {
    try {
      destination.flushSync();
    } catch {
      // Nobody reads any more: there is nothing left to say it to.
    }
  });
}

function wrap(log: pino.Logger, flush: () => void): Logger {
  return {
    debug: (fields, message) => log.debug(fields, message),
    info: (fields, message) => log.info(fields, message),
    warn: (fields, message) => log.warn(fields, message),
    error: (fields, message) => log.error(fields, message),
    child: (fields) => wrap(log.child(fields), flush),
    flush,
  };
}

/** Says nothing: for tests. */
export const silentLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => silentLogger,
  flush: () => {},
};
