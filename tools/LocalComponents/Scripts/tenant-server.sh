#!/bin/sh
# Starts one tenant server: a real sshd, and a mail server beside it where one is wanted (tenant-mail.sh), that see their own
# root file system, accounts, host name and processes. They share only the network and, read only, the programs in /usr with the machine; nothing else of the machine is visible.
# PM_FOLDER     state folder; root/ becomes the server's file system, accounts and *.pub describe its accounts
# PM_ADDRESS, PM_PORT  where sshd listens
# PM_HOSTNAME   the server's host name
# PM_UID_BASE   first user id of the server's accounts, far from the machine's own
# PM_MAIL_SUBMISSION_PORT and others  optional: see tenant-mail.sh
# PM_HOME_SIZE  optional: /home becomes a memory file system of that size (tests of a full disk)
set -eu
. "${0%/*}/component.sh"
. "${0%/*}/tenant-mail.sh"

# A server with a network but without these could change the machine that it runs on.
harmless_capabilities='-all,+chown,+dac_override,+dac_read_search,+fowner,+fsetid,+kill,+setgid,+setuid,+setpcap,+linux_immutable,+net_bind_service,+sys_chroot,+audit_write'

bind() { # bind SOURCE TARGET OPTIONS
    mount --bind "$1" "$2"
    mount -o "remount,bind,$3" "$2"
}

# The machine's /etc may hold secrets, its own accounts and its own idea of who may log in: take only what programs need.
copy_etc() {
    # As links, which lead to /usr: what they lead to is hundreds of megabytes on a machine with compilers.
    [ ! -e /etc/alternatives ] || cp -a /etc/alternatives root/etc/
    for name in bash.bashrc debian_version default inputrc ld.so.cache ld.so.conf ld.so.conf.d localtime login.defs \
        nsswitch.conf os-release pam.conf pam.d profile protocols security services skel terminfo; do
        [ ! -e "/etc/$name" ] || cp -aL "/etc/$name" root/etc/ 2>/dev/null || cp -a "/etc/$name" root/etc/
    done
    sed -i -E "s/^(UID|GID)_MIN.*/\1_MIN $PM_UID_BASE/; s/^(UID|GID)_MAX.*/\1_MAX $((PM_UID_BASE + 9999))/; s/^#?USERGROUPS_ENAB.*/USERGROUPS_ENAB yes/" \
        root/etc/login.defs
    printf 'root:x:0:0:root:/root:/bin/sh\nsshd:x:110:65534::/run/sshd:/usr/sbin/nologin\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n' >root/etc/passwd
    printf 'root:x:0:\ntty:x:5:\nshadow:x:42:\nsudo:x:27:\nnogroup:x:65534:\n' >root/etc/group
    (umask 077 && printf 'root:*:1::::::\nsshd:*:1::::::\nnobody:*:1::::::\n' >root/etc/shadow && : >root/etc/gshadow)
    printf '%%sudo ALL=(ALL:ALL) NOPASSWD: ALL\nDefaults !syslog\n' >root/etc/sudoers
    chmod 440 root/etc/sudoers
}

prepare_root() {
    [ -e root/.complete ] && return
    rm -rf root
    mkdir -p root/etc/ssh root/usr root/var/log root/var/lib root/var/tmp root/home root/root root/srv root/mnt root/dev root/proc root/sys root/run root/tmp
    chmod 755 root
    chmod 700 root/root
    chmod 1777 root/var/tmp root/tmp
    ln -s /run root/var/run
    for name in bin sbin lib lib32 lib64 libx32; do
        if [ -L "/$name" ]; then cp -a "/$name" "root/$name"; elif [ -d "/$name" ]; then mkdir "root/$name"; fi
    done
    copy_etc
    : >root/var/log/lastlog
    : >root/var/log/wtmp
    : >root/.complete
}

mount_root() {
    bind root root nodev,nosuid
    bind /usr root/usr ro,nodev
    for name in bin sbin lib lib32 lib64 libx32; do
        [ -L "/$name" ] || [ ! -d "/$name" ] || bind "/$name" "root/$name" ro,nodev
    done
    mount -t tmpfs -o ro,mode=755 tmpfs root/usr/local
    mount -t tmpfs -o nosuid,nodev,mode=1777,size=64m tmpfs root/tmp
    mount -t tmpfs -o nosuid,nodev,mode=755,size=8m tmpfs root/run
    [ -z "${PM_HOME_SIZE:-}" ] || mount -t tmpfs -o "nosuid,nodev,mode=755,size=$PM_HOME_SIZE" tmpfs root/home
    mkdir -m 755 root/run/sshd root/run/lock root/run/setup
    mount_dev
    mount_proc
}

# Only harmless devices: the machine's own /dev holds its disks and, in /dev/shm, other programs' secrets.
mount_dev() {
    mount -t tmpfs -o nosuid,mode=755,size=64k tmpfs root/dev
    for device in null zero full random urandom tty; do
        : >"root/dev/$device"
        mount --bind "/dev/$device" "root/dev/$device"
    done
    mkdir root/dev/pts root/dev/shm
    mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts root/dev/pts
    mount -t tmpfs -o nosuid,nodev,mode=1777,size=16m tmpfs root/dev/shm
    ln -s pts/ptmx root/dev/ptmx
    ln -s /proc/self/fd root/dev/fd
    for number in 0:stdin 1:stdout 2:stderr; do ln -s "/proc/self/fd/${number%:*}" "root/dev/${number#*:}"; done
}

mount_proc() {
    mount -t proc -o nosuid,nodev,noexec proc root/proc
    for name in sys sysrq-trigger irq bus fs; do
        [ ! -e "root/proc/$name" ] || bind "root/proc/$name" "root/proc/$name" ro
    done
    for name in kcore keys timer_list kmsg; do
        [ ! -e "root/proc/$name" ] || mount --bind root/dev/null "root/proc/$name"
    done
}

write_sshd_config() {
    cat >root/etc/ssh/sshd_config <<CONFIG
Port $PM_PORT
ListenAddress $PM_ADDRESS
HostKey /etc/ssh/ssh_host_ed25519_key
AuthenticationMethods publickey
AuthorizedKeysFile .ssh/authorized_keys
PermitRootLogin no
PermitUserEnvironment no
UsePAM no
UseDNS no
PidFile none
LogLevel VERBOSE
MaxStartups 200:30:400
MaxSessions 50
LoginGraceTime 20
AllowAgentForwarding no
AllowTcpForwarding no
X11Forwarding no
PrintMotd no
Subsystem sftp internal-sftp
CONFIG
    printf '127.0.0.1 localhost\n%s %s\n' "$PM_ADDRESS" "$PM_HOSTNAME" >root/etc/hosts
    printf '%s\n' "$PM_HOSTNAME" >root/etc/hostname
    install -m 600 ssh_host_ed25519_key root/etc/ssh/ssh_host_ed25519_key
}

if [ "${1:-}" != inside ]; then
    can_isolate || fail 'a tenant server needs root and the right to make namespaces'
    cd "$PM_FOLDER"
    chmod 700 .
    start_isolated TERM
    exit
fi

umask 022
cd "$PM_FOLDER"
hostname "$PM_HOSTNAME"
prepare_root
write_sshd_config
mount_root
cp "${0%/*}/tenant-accounts.sh" accounts root/run/setup/
cp ./*.pub root/run/setup/ 2>/dev/null || :
if [ -n "${PM_MAIL_SUBMISSION_PORT:-}" ]; then
    prepare_mail
    cp "${0%/*}/tenant-mail-start.sh" root/run/setup/
fi
cd root
mkdir run/setup/machine
pivot_root . run/setup/machine
exec setpriv --pdeathsig KILL -- env -i PATH="$PATH" LC_ALL=C.UTF-8 capabilities="$harmless_capabilities" \
    chroot . /bin/sh /run/setup/tenant-accounts.sh </dev/null
