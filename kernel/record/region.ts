/**
 * The region that a record lives in: first in every key, and known from the call's id alone, so
 * that facts from any site find the same row. Ids are `call-<process>-<boot>-<sequence>`, processes
 * `<site>.<role>`.
 */
export function regionOfCall(callId: string): string {
  return /^[a-z]+-([A-Za-z0-9]+)[.-]/.exec(callId)?.[1]?.toLowerCase() ?? 'unknown';
}

/** The region of a process, and of what it alone says: its site, or the first word of its name. */
export function regionOfProcess(process: string): string {
  return /^([A-Za-z0-9]+)/.exec(process)?.[1]?.toLowerCase() ?? 'unknown';
}
