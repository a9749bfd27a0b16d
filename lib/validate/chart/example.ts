/** For the examples of checks: the least that Helm takes for a chart. */
export const metadata = { 'Chart.yaml': 'apiVersion: v2\nname: example\nversion: 1.0.0\n' } as const;
