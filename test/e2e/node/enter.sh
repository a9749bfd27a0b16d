# Becomes a container's first process. It runs in new mount and process-id namespaces, in the network of its pod:
#
#   enter.sh WORK ro|rw CGROUP|- [SOURCE TARGET ro|rw …] -- [FOLDER…] -- COMMAND…
#
# WORK is an empty folder. The root file system is this machine's, below a layer that vanishes with the container;
# FOLDERs are readable by everybody inside, whatever the machine says. COMMAND runs in it as root, and replaces this shell.
set -eu

work=$1 mode=$2 cgroup=$3
shift 3

# 0 is whoever writes it.
[ "$cgroup" = - ] || echo 0 >"$cgroup/cgroup.procs"

mount -t tmpfs -o mode=755 tmpfs "$work"
mkdir "$work/upper" "$work/work" "$work/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$work/upper,workdir=$work/work" "$work/root"
root=$work/root
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"

while [ "$1" != -- ]; do
  # Resolved inside: /var/run is a link to /run.
  target=$root$(chroot "$root" realpath -m "$2")
  if [ -d "$1" ]; then
    mkdir -p "$target"
  else
    mkdir -p "$(dirname "$target")"
    [ -e "$target" ] || : >"$target"
  fi
  mount --bind "$1" "$target"
  [ "$3" = rw ] || mount -o remount,bind,ro "$target"
  shift 3
done
shift

# After the volumes, which may lie above them.
while [ "$1" != -- ]; do
  mkdir -p "$root$1"
  mount --bind "$1" "$root$1"
  mount -o remount,bind,ro "$root$1"
  folder=$(dirname "$1")
  while [ "$folder" != / ]; do
    chmod o+x "$root$folder"
    folder=$(dirname "$folder")
  done
  shift
done
shift

[ "$mode" = rw ] || mount -o remount,ro "$root"
exec chroot "$root" "$@"
