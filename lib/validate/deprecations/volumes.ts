/**
 * Kinds of volumes that Kubernetes brought along itself and that are deprecated: pkg/api/pod/warnings.go, and the
 * descriptions of the fields of Volume and PersistentVolumeSpec in the API.
 */
export interface DeprecatedVolume {
  /** The first minor that warns. */
  readonly deprecated: number;
  /** The first minor that cannot mount it any more; undefined while it works. */
  readonly removed?: number;
  /** What it has become, or what to use instead. */
  readonly advice: string;
  /** It goes on working, as the CSI driver of that name does the work. */
  readonly redirected?: true;
}

const redirected = (deprecated: number, driver: string): DeprecatedVolume => ({
  deprecated,
  advice: `the CSI driver ${driver} does the work`,
  redirected: true,
});
const removed = (deprecated: number, gone: number, advice = 'use a CSI driver'): DeprecatedVolume => ({
  deprecated,
  removed: gone,
  advice,
});

/** By the field of a volume. */
export const deprecatedVolumes: Readonly<Record<string, DeprecatedVolume>> = {
  gitRepo: { deprecated: 11, advice: 'clone into an emptyDir with an init container' },
  flexVolume: { deprecated: 23, advice: 'use a CSI driver' },
  awsElasticBlockStore: redirected(17, 'ebs.csi.aws.com'),
  azureDisk: redirected(19, 'disk.csi.azure.com'),
  azureFile: redirected(21, 'file.csi.azure.com'),
  cinder: redirected(18, 'cinder.csi.openstack.org'),
  gcePersistentDisk: redirected(17, 'pd.csi.storage.gke.io'),
  portworxVolume: redirected(25, 'pxd.portworx.com'),
  vsphereVolume: redirected(19, 'csi.vsphere.vmware.com'),
  cephfs: removed(28, 31, 'use the CSI driver cephfs.csi.ceph.com'),
  flocker: removed(22, 25),
  glusterfs: removed(25, 26),
  photonPersistentDisk: removed(11, 16),
  quobyte: removed(22, 25),
  rbd: removed(28, 31, 'use the CSI driver rbd.csi.ceph.com'),
  scaleIO: removed(16, 22),
  storageos: removed(22, 25),
};
