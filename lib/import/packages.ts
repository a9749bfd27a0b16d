import type { PinnedPackage } from './npm-package';

/**
 * The packages that schemas are made from: kubernetes-models (MIT), which covers the built-in kinds up to
 * Kubernetes 1.36, and its sisters for custom resources. They are read, never installed: they ask for Node 22, and
 * nobody who deploys needs them. To move one, take version and integrity from `npm view <name>@<version> dist`.
 */
export const kubernetesPackages: readonly PinnedPackage[] = [
  {
    name: 'kubernetes-models',
    version: '5.1.0',
    integrity: 'sha512-ym4Kiyr8BzGIWj4f853ytVYES1B8C1BdONRP5zodItPD1o//OEKuTwC5nFV3ZJtFGeMqOFbIYkpunSVXSlHS8g==',
  },
  {
    name: '@kubernetes-models/apimachinery',
    version: '3.0.2',
    integrity: 'sha512-6Vbzr/tinxPBGGdfYjXiV9WPj8PEhyiqGJiWhXrsihK7h6glPj4HKUxZ0YwYXH/5uucm/NVef/xY3vZ4Crj1Fg==',
  },
];

/** One generated file for each, named after the package. */
export const customResourcePackages: readonly PinnedPackage[] = [
  {
    name: '@kubernetes-models/argo-cd',
    version: '4.0.0',
    integrity: 'sha512-xzgoF4x2iXJdbkOywP1tpZTzUzAU2dQ/LKBWHQKCupH/AQkJIgtv9J79+Vti5z4in/Kr6sUyCMBwDIF6YVWRfw==',
  },
  {
    name: '@kubernetes-models/cert-manager',
    version: '6.0.0',
    integrity: 'sha512-PvvzvJEnlEC64NC8HUUB4PFjFaBBNeYuO875Eu/FeMZN1OKm2DOXATRpo0WVCh5D2xbfhn30eUqKL3IrnQMX7w==',
  },
  {
    name: '@kubernetes-models/cloudnative-pg',
    version: '2.0.0',
    integrity: 'sha512-uvCHXxeypP8XBSqOvEObGgVMBipe8t7WCFqcpcypvAiq+sOA12NBefI/zKhKeI9EPPCVgY73BpR57JaYU0PCYg==',
  },
  {
    name: '@kubernetes-models/external-secrets',
    version: '2.0.0',
    integrity: 'sha512-IpwAaO1m67oVMvhvaVrdj18nNUG5aDXFL3S0RerILGenb0MvsjiSCnjAUW1P10gRz7rIEayhFRbtvlDSFBqeEA==',
  },
  {
    name: '@kubernetes-models/flux-cd',
    version: '4.0.0',
    integrity: 'sha512-/C/WIRCMUHhZLWzJk2oUW8VunCvd3FeRdU4MNxp4Skpc6Ny1SFFJWgpArhoRqWeEnSYpOd2a9a18D9tw4Gx23Q==',
  },
  {
    name: '@kubernetes-models/gateway-api',
    version: '2.0.0',
    integrity: 'sha512-e7SY7EkCGRHy5wHkaGhP32v7V1L+gBalfoqZDFDWn5k9Q7+IW6uz9jNWgOZ9R/Hv5NWyAFYaA01ET2qsysVt5A==',
  },
  {
    name: '@kubernetes-models/keda',
    version: '2.0.0',
    integrity: 'sha512-iqDohrzL51UXD6zM+Rl4RDnZ9Q7jwgikXYrDCxL0sWA5ZTFa7nMfS4Exu2uK6ohA+OUNQMUIFWORAHNpz5qlFw==',
  },
  {
    name: '@kubernetes-models/prometheus-operator',
    version: '6.0.0',
    integrity: 'sha512-ySNW4T6U6Vn86bmcJ/emmAYJ/UrzpNvzxWexWJSALwgiO4FqCgL6WoqFsOReSiMhw/LlF+MljQvoiwD3RnaGmg==',
  },
  {
    name: '@kubernetes-models/sealed-secrets',
    version: '6.0.0',
    integrity: 'sha512-lfDO9J7pjawvFvhGlFlOtKksAt188L+ulbEvs7ZpZOc5FM4adIjjZZGCbOdDHG3ne/cEjEIFBJ0qZivOyZ1/Vg==',
  },
  {
    name: '@kubernetes-models/traefik',
    version: '2.0.0',
    integrity: 'sha512-Q3fiM1KAH3pPLh83Ktevgzl9B+9ijloqJYxS9QbFw3CCq8HVIpRAYuQN03XiGaD4UiooPV4iv2zuSP7u3F2bSQ==',
  },
];
