/** Ending a program with everything that it has started. Whoever starts it makes it the leader of a group: `detached: hasGroups`. */

/** Whether the system has groups of processes; without, detached would mean a window of its own. */
export const hasGroups = process.platform !== 'win32';

/** @param pid undefined for a program that could not be started */
export function endGroup(pid: number | undefined, signal: NodeJS.Signals = 'SIGKILL'): void {
  if (pid === undefined) return;
  try {
    process.kill(hasGroups ? -pid : pid, signal);
  } catch {
    // All of it has ended by itself.
  }
}
