# Starts the daemons of a tenant's mail server, inside the server; sourced by tenant-accounts.sh. They end with the server.
# "confined COMMAND..." becomes a command with the server's rights alone.
rm -f /run/opendkim/opendkim.sock /run/opendkim/opendkim-ed25519.sock /var/spool/postfix/pid/master.pid
# Through a pipe: Postfix opens its standard output anew, and would write over the others' lines where that is a file.
(confined /usr/lib/postfix/sbin/master -s -c /etc/postfix 2>&1) | cat &
confined /usr/sbin/dovecot -F -c /etc/dovecot/dovecot.conf &
confined /usr/sbin/opendkim -f -x /etc/opendkim.conf &
confined /usr/sbin/opendkim -f -x /etc/opendkim-ed25519.conf &
