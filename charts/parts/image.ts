/** A container image, by tag or digest, from its own registry or the mirror of the installation. */
import type { Value } from '../../lib/expr/expr';
import { choose, equal } from '../../lib/expr/function';
import { named, text } from '../../lib/expr/vocabulary';
import type { Values } from '../../values/schema';

export interface ImageProps {
  readonly repository: Value<string>;
  readonly tag: Value<string>;
  /** `sha256:…`, or empty. */
  readonly digest: Value<string>;
  readonly pullPolicy: Value<'IfNotPresent' | 'Always' | 'Never'>;
}

/** Put before every repository; empty for none. */
export type Registry = Pick<Values['global'], 'imageRegistry'>;

/** @param component whose image it is */
export function imageReference(component: string, image: ImageProps, { imageRegistry }: Registry): Value<string> {
  const prefix = choose(equal(imageRegistry, ''), '', text`${imageRegistry}/`);
  const suffix = choose(equal(image.digest, ''), text`:${image.tag}`, text`@${image.digest}`);
  return named(`${component}.image`, text`${prefix}${image.repository}${suffix}`);
}
