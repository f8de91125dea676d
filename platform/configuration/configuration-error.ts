/** A configuration that can't be used. The message is for the person who wrote it: file, key, fault, what to write. */
export class ConfigurationError extends Error {
  readonly code = 'bad-configuration';
  readonly retriable = false;
  readonly file: string;
  readonly faults: readonly string[];

  constructor(file: string, faults: readonly string[]) {
    super(faults.length === 1 ? `${file}: ${faults[0]}` : `${file}:\n  ${faults.join('\n  ')}`);
    this.name = 'ConfigurationError';
    this.file = file;
    this.faults = faults;
  }
}
