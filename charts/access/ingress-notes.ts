/** What NOTES.txt says of the ingress controller: what no annotation can tell it. */
import type { Tree, Value } from '../../lib/expr/expr';
import { equal } from '../../lib/expr/function';
import { when } from '../../lib/expr/vocabulary';

const LIMITS: Readonly<Record<string, readonly string[]>> = {
  traefik: ['  Traefik ends an upload after 60 seconds, unless the readTimeout of its entry point is longer.'],
  alb: ['  An Application Load Balancer takes its certificates from ACM, not from Secrets.'],
  none: [
    '  Your ingress controller’s own limits apply to uploads and downloads: ingress-nginx, for one, answers a model of',
    '  2 MB with 413. Set mlflow.ingress.controller, or mlflow.ingress.annotations.',
  ],
};

export function ingressNotes(controller: Value<string>): readonly Tree[] {
  return Object.entries(LIMITS).map(([name, lines]) => when<Tree>(equal(controller, name), lines));
}
