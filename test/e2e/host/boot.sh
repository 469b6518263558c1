# Process 1 of one host, in mount, pid and uts namespaces of its own. $1 the host's folder, $2 its name.
set -e
cd "$1"
mount --make-rprivate /
hostname "$2"
mount --bind ../passwd /etc/passwd
mount --bind ../group /etc/group
mount --bind ../shadow /etc/shadow
# In a network of its own nothing is up yet, and zimbra's daemons have the usual ports.
if [ "$OWN_NETWORK" = yes ]; then
  ip link set lo up
  echo 0 > /proc/sys/net/ipv4/ip_unprivileged_port_start
fi
# sudo looks up the host's own name; without this it waits for a resolver that knows nothing.
printf '127.0.0.1 localhost %s\n' "$2" > hosts
mount --bind hosts /etc/hosts
# /opt keeps whatever else this machine has there; only zimbra is the host's own.
for entry in /opt/*; do
  if [ -d "$entry" ] && [ "$entry" != /opt/zimbra ]; then
    mkdir -p "opt/${entry##*/}" && mount --rbind "$entry" "opt/${entry##*/}"
  fi
done
mount --rbind opt /opt
mount -t tmpfs -o mode=755 tmpfs /run
# What root keeps there is the host's own as well.
mount -t tmpfs -o mode=755 tmpfs /var/lib
mkdir /run/sshd
mount --bind tmp /tmp
if [ -d /etc/sudoers.d ]; then
  mount -t tmpfs -o mode=755 tmpfs /etc/sudoers.d
  echo 'postmaster ALL=(zimbra) NOPASSWD: ALL' > /etc/sudoers.d/postmaster
  chmod 440 /etc/sudoers.d/postmaster
fi
[ -z "$DAEMON" ] || "$NODE" "$DAEMON" >> daemon.log 2>&1 < /dev/null &
/usr/sbin/sshd -D -e -f "$1/sshd_config" >> sshd.log 2>&1 < /dev/null &
sshd=$!
# Anything else that ends is an orphan of a session, reaped here.
wait $sshd
