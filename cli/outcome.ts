/** A fault that has a sentence is told by it; any other is ours and is told whole. */
export function sayAndFail(error: unknown): void {
  const known = error instanceof Error && 'code' in error;
  const plain = error instanceof Error && error.constructor === Error;
  const text =
    error instanceof Error
      ? known || plain
        ? error.message
        : (error.stack ?? error.message)
      : String(error);
  process.stderr.write(`tandem: ${text}\n`);
  process.exitCode = 1;
}

/** One line of JSON on standard output, for programs. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
