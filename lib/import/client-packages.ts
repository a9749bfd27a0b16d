import type { PinnedPackage } from './npm-package';

const name = '@kubernetes/client-node';

/**
 * The JavaScript client of the Kubernetes project (Apache-2.0), whose models are generated from the API description of
 * one minor version each: what exists in which. Its files say which (`OpenAPI spec version: release-1.36`), or the
 * release notes do. No release was made from 1.31 and 1.35: see version-corrections.ts.
 */
export const clientPackages: ReadonlyMap<number, PinnedPackage> = new Map([
  [
    27,
    {
      name,
      version: '0.19.0',
      integrity: 'sha512-WTOjGuFQ8yeW3+qD6JrAYhpwpoQbe9R8cA/61WCyFrNawSTUgLstHu7EsZRYEs39er3jDn3wCEaczz+VOFlc2Q==',
    },
  ],
  [
    28,
    {
      name,
      version: '0.20.0',
      integrity: 'sha512-xxlv5GLX4FVR/dDKEsmi4SPeuB49aRc35stndyxcC73XnUEEwF39vXbROpHOirmDse8WE9vxOjABnSVS+jb7EA==',
    },
  ],
  [
    29,
    {
      name,
      version: '0.21.0',
      integrity: 'sha512-yYRbgMeyQbvZDHt/ZqsW3m4lRefzhbbJEuj8sVXM+bufKrgmzriA2oq7lWPH/k/LQIicAME9ixPUadTrxIF6dQ==',
    },
  ],
  [
    30,
    {
      name,
      version: '0.22.3',
      integrity: 'sha512-dG8uah3+HDJLpJEESshLRZlAZ4PgDeV9mZXT0u1g7oy4KMRzdZ7n5g0JEIlL6QhK51/2ztcIqURAnjfjJt6Z+g==',
    },
  ],
  [
    32,
    {
      name,
      version: '1.1.3',
      integrity: 'sha512-0JekGlhf0A6Jvd1s9tXdSkRlkNrx/O+53IzecvaXr9yXtTTJyoXbSoS4Jf6XCBr6SSAcL1nLRFQ7AgMBZtP3mQ==',
    },
  ],
  [
    33,
    {
      name,
      version: '1.3.0',
      integrity: 'sha512-IE0yrIpOT97YS5fg2QpzmPzm8Wmcdf4ueWMn+FiJSI3jgTTQT1u+LUhoYpdfhdHAVxdrNsaBg2C0UXSnOgMoCQ==',
    },
  ],
  [
    34,
    {
      name,
      version: '1.4.0',
      integrity: 'sha512-Zge3YvF7DJi264dU1b3wb/GmzR99JhUpqTvp+VGHfwZT+g7EOOYNScDJNZwXy9cszyIGPIs0VHr+kk8e95qqrA==',
    },
  ],
  [
    36,
    {
      name,
      version: '2.0.1',
      integrity: 'sha512-evJgmEtgArEYlj6DNkMGjK41IrFK/hEwb5lWVxx0VRBWybQpnvi+2TtA19mLgVfRHfqX5yjHObX6e9W7LEZBjw==',
    },
  ],
]);
