/** Names that Kubernetes gives to objects: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
import { LABEL } from '../values/fields';

/**
 * What is named in another object, such as a Secret in a pod's template, the API server does not look at: it may be anything,
 * such as an option of a program that it is given to.
 */
export const OBJECT_NAME = new RegExp(`^(?!.{254})${LABEL}([.]${LABEL})*$`, 's');
