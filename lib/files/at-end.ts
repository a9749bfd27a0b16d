/**
 * What must not outlive this process: folders for a moment, programs it has started. Cleaned up at its end, also if that
 * is Ctrl-C, a signal, or an error of ours. (Nothing can be done about SIGKILL.)
 */

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const pending = new Set<() => void>();

/**
 * @param clean synchronous: at the end there is no later
 * @returns to be called when there is nothing to clean any more
 */
export function atEnd(clean: () => void): () => void {
  // Signals are listened to only meanwhile: else they end the process at once, whatever it is busy with.
  if (pending.size === 0) listen();
  pending.add(clean);
  return () => {
    if (pending.delete(clean) && pending.size === 0) ignore();
  };
}

function listen(): void {
  process.on('exit', cleanAll);
  for (const signal of signals) process.on(signal, onSignal);
}

function ignore(): void {
  process.off('exit', cleanAll);
  for (const signal of signals) process.off(signal, onSignal);
}

function cleanAll(): void {
  // The programs before the folders that they work in.
  for (const clean of [...pending].reverse()) {
    try {
      clean();
    } catch {
      // The others still have their turn.
    }
  }
  pending.clear();
}

function onSignal(signal: NodeJS.Signals): void {
  cleanAll();
  ignore();
  // Who else listens decides; if nobody does, the signal does what it always does, and who waits for us sees that.
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}
