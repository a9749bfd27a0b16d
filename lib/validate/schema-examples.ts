import { documents } from './example';

/** A kind with two numbers and a rule about them, and an object of it. */
export function ruledObject(rule: string, spec: string): string {
  return documents(
    `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: scales.example.com
spec:
  group: example.com
  names: {kind: Scale, plural: scales, singular: scale, listKind: ScaleList}
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
                min: {type: integer}
                max: {type: integer}
              x-kubernetes-validations:
                - rule: ${rule}
                  message: min must not be above max
`,
    `apiVersion: example.com/v1\nkind: Scale\nmetadata: {name: a}\nspec: ${spec}\n`,
  );
}
