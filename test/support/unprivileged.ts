/** Runs something as a user who may read only what everybody may: root may read everything. */
export function unprivileged<T>(run: () => T): T {
  if (process.getuid?.() !== 0) return run();
  const NOBODY = 65534;
  process.seteuid?.(NOBODY);
  try {
    return run();
  } finally {
    process.seteuid?.(0);
  }
}
