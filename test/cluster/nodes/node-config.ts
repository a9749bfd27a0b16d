/** The configuration files of a node's servers. */
import { join } from 'node:path';
import { writeYaml } from '../../../lib/yaml/write';
import { SANDBOX } from '../images/sandbox';
import { addressesOf, type Families, type NodeAddress } from './network';

export interface NodeFiles {
  readonly node: NodeAddress;
  /** Where these files are, and kubelet.kubeconfig and kube-proxy.kubeconfig beside them. */
  readonly folder: string;
  /** Of the cluster's authority, in PEM: who has a certificate of it may ask the kubelet. */
  readonly authority: string;
  /** Of the run, below each hierarchy of control groups. */
  readonly cgroup: string;
}

/** File names and texts. */
export function nodeConfig({ node, folder, authority, cgroup }: NodeFiles): Readonly<Record<string, string>> {
  return {
    'containerd.toml': containerdConfig(),
    'kubelet.yaml': writeYaml(kubeletConfig(authority, `/${cgroup}/${node.name}`, node.families)),
    'kube-proxy.yaml': proxyConfig(node.name, join(folder, 'kube-proxy.kubeconfig'), node.families),
    '10-pods.conflist': JSON.stringify(podNetwork(node)),
  };
}

function containerdConfig(): string {
  return `
version = 3
root = "/var/lib/containerd"
state = "/run/containerd"
[grpc]
address = "/run/containerd/containerd.sock"
[plugins."io.containerd.cri.v1.images"]
snapshotter = "overlayfs"
[plugins."io.containerd.cri.v1.images".pinned_images]
sandbox = "${SANDBOX}"
[plugins."io.containerd.cri.v1.runtime"]
# A container that may not lower it runs with the score that it has.
restrict_oom_score_adj = true
[plugins."io.containerd.cri.v1.runtime".cni]
bin_dirs = ["/usr/lib/cni"]
conf_dir = "/run/cni"
[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"
[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc.options]
SystemdCgroup = false
`;
}

function kubeletConfig(authority: string, cgroupRoot: string, families: Families) {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    // Of both families.
    address: '::',
    authentication: { anonymous: { enabled: false }, webhook: { enabled: true }, x509: { clientCAFile: authority } },
    authorization: { mode: 'Webhook' },
    cgroupDriver: 'cgroupfs',
    cgroupRoot,
    containerRuntimeEndpoint: 'unix:///run/containerd/containerd.sock',
    clusterDNS: addressesOf(families, 'names').slice(0, 1),
    clusterDomain: 'cluster.local',
    // Nothing of the machine is reserved for the node, and a full disk of the machine is not the node's affair.
    enforceNodeAllocatable: [],
    evictionHard: { 'memory.available': '50Mi', 'nodefs.available': '1%', 'imagefs.available': '1%' },
    imageGCHighThresholdPercent: 100,
    failCgroupV1: false,
    failSwapOn: false,
    resolvConf: '',
    podLogsDir: '/var/log/pods',
    volumePluginDir: '/var/lib/kubelet/plugins/volume',
    // A change of a ConfigMap is in its volume after seconds.
    syncFrequency: '10s',
    nodeStatusUpdateFrequency: '5s',
    shutdownGracePeriod: '0s',
  };
}

/** For a node, or for the control plane, whose processes reach Services, too. */
export function proxyConfig(name: string, kubeconfig: string, families: Families): string {
  return writeYaml({
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    mode: 'iptables',
    hostnameOverride: name,
    clusterCIDR: addressesOf(families, 'pods').join(','),
    clientConnection: { kubeconfig },
    // These belong to the machine.
    conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: '0s', tcpCloseWaitTimeout: '0s' },
    // By it, where there is no node of that name, it knows the first family.
    bindAddress: families[0] === 'IPv6' ? '::' : '0.0.0.0',
    metricsBindAddress: '127.0.0.1:10249',
    iptables: { minSyncPeriod: '100ms' },
  });
}

function podNetwork({ pods }: NodeAddress) {
  return {
    cniVersion: '1.0.0',
    name: 'pods',
    plugins: [
      {
        type: 'bridge',
        bridge: 'pods0',
        isDefaultGateway: true,
        hairpinMode: true,
        ipam: {
          type: 'host-local',
          dataDir: '/run/cni/addresses',
          ranges: pods.map((subnet) => [{ subnet }]),
        },
      },
      { type: 'portmap', capabilities: { portMappings: true } },
    ],
  };
}
