/** The process that started this one, over Node's IPC channel; or nobody, when it was started by hand. */
export interface Parent {
  tell(message: Readonly<Record<string, unknown>>): void;
  /** From here the loss of the parent ends nothing. */
  forget(): void;
}

/**
 * Listens to the parent. When its channel closes, whatever the reason, this process exits at once:
 * a supervisor that was killed leaves nobody behind. Every process under `runProcess` holds to it.
 */
export function connectToParent(): Parent {
  if (!process.connected) return { tell: () => {}, forget: () => {} };
  const leave = () => process.exit(1);
  process.on('disconnect', leave);
  // Without a listener for messages Node doesn't read the channel, and would not see it close.
  process.on('message', () => {});
  process.channel?.ref();
  return {
    tell(message) {
      if (!process.connected) return;
      process.send?.(message, (error: Error | null) => {
        if (error) leave();
      });
    },
    forget() {
      process.off('disconnect', leave);
    },
  };
}
