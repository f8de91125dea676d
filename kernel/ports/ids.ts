/** Identifiers that are unique over the whole cluster and over restarts. */
export interface Ids {
  /**
   * A new identifier, `<prefix>-<process>-<boot>-<sequence>`, such as `call-beijing.router-7k2f-1a`:
   * letters, digits, `.` and `-` only, at most 64 characters.
   */
  next(prefix: string): string;
}
