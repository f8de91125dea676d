import type { Ids } from '../../kernel/ports/ids.ts';

const lettersAllowed = /^[A-Za-z0-9.-]+$/;
/** Leaves room for a prefix and a sequence within the 64 characters of an identifier. */
const longestProcess = 32;

/**
 * Identifiers of one boot of one process: `<prefix>-<process>-<boot>-<sequence in base 36>`. Unique
 * over the cluster because no two processes share a name, and over restarts because no two boots
 * share a number and nonce.
 */
export function createProcessIds(process: string, boot: string): Ids {
  if (!lettersAllowed.test(process) || process.length > longestProcess) {
    throw new Error(
      `process name "${process}" can't be part of an identifier: ` +
        `use at most ${longestProcess} letters, digits, "." and "-"`,
    );
  }
  let sequence = 0;
  return {
    next(prefix) {
      sequence += 1;
      return `${prefix}-${process}-${boot}-${sequence.toString(36)}`;
    },
  };
}
