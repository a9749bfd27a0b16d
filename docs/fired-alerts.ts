/** Alerts that test/cluster/monitoring/fires.test.ts makes fire and clear with real programs, and with which. */
export const FIRED: readonly string[] = [];

export const PROVED_WITH = '';
