#!/bin/sh
# Process 1 of a node: it mounts what a node keeps, starts the node's servers, starts again those that end, and reaps.
# Its namespaces are its own; with it everything on the node ends, as if the power was cut.
#     node.sh NAME FOLDER BINARIES NODE_BINARIES CONTAINERD
set -eu
name=$1 folder=$2 kubernetes=$3 containerd=$4

mount --make-rshared /
hostname "$name"
for path in /run /var/log /var/lib; do mount -t tmpfs tmpfs "$path"; done
for kept in kubelet containerd cni volumes; do
  mkdir -p "$folder/$kept" "/var/lib/$kept"
  mount --bind "$folder/$kept" "/var/lib/$kept"
done
mkdir -p /run/cni /var/log/pods
cp "$folder"/config/*.conflist /run/cni

# The kubelet sets these for the whole machine, unless it finds them as it wants them.
for wanted in vm/overcommit_memory=1 vm/panic_on_oom=0 kernel/panic=10 kernel/panic_on_oops=1 kernel/keys/root_maxkeys=1000000 kernel/keys/root_maxbytes=25000000; do
  file=/run/sysctl-$(echo "${wanted%=*}" | tr / -)
  echo "${wanted#*=}" >"$file"
  mount --bind "$file" "/proc/sys/${wanted%=*}"
done

export PATH="$containerd:/usr/sbin:/usr/bin:/sbin:/bin"
keep() {
  log=$folder/$1.log
  shift
  while :; do
    "$@" >>"$log" 2>&1 || true
    sleep 1
  done &
}
keep containerd "$containerd/containerd" --config "$folder/config/containerd.toml"
keep kubelet "$kubernetes/kubelet" --config="$folder/config/kubelet.yaml" --kubeconfig="$folder/config/kubelet.kubeconfig" \
  --hostname-override="$name" --node-ip="$5" --root-dir=/var/lib/kubelet --cert-dir=/var/lib/kubelet/pki
keep kube-proxy "$kubernetes/kube-proxy" --config="$folder/config/kube-proxy.yaml"
wait
