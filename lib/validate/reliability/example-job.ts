/** Jobs for the examples of checks: complete, with more fields at the level of their specification. */

const template = `template:
  spec:
    restartPolicy: Never
    containers: [{name: app, image: "ghcr.io/example/report:1.4.2"}]
`;

const indent = (text: string, width: number) => text.replace(/^(?=.)/gm, ' '.repeat(width)).replace(/\n+$/, '');

export function job(spec: string, metadata = 'name: report'): string {
  return `apiVersion: batch/v1\nkind: Job\nmetadata: {${metadata}}\nspec:\n${indent(`${spec}\n${template}`, 2)}\n`;
}

export function cronJob(spec: string, jobSpec = ''): string {
  const inner = indent(`${jobSpec}\n${template}`, 6);
  const own = indent(`schedule: 0 3 * * *\n${spec}`, 2);
  return `apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: report}\nspec:\n${own}\n  jobTemplate:\n    spec:\n${inner}\n`;
}
