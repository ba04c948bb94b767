# The mail server of a tenant server; sourced by tenant-server.sh, before the machine's file system is let go of.
# Clients submit to Dovecot, which hands what an account may send to Postfix, or to Postfix directly, which asks Dovecot about the
# password. Postfix has OpenDKIM sign, and delivers everything to one mailbox here: no mail leaves the server.
# PM_MAIL_SUBMISSION_PORT, PM_MAIL_IMAP_PORT  where Dovecot listens on PM_ADDRESS
# PM_MAIL_SMTP_PORT    where Postfix listens for clients that authenticate
# PM_MAIL_RELAY_PORT   where Postfix listens for Dovecot
# PM_MAIL_DELAYS       yes: Dovecot's own pauses after failed log-ins; no: none, for tests
# mail.pem, mail.key   in PM_FOLDER: the server's certificate and its key

# Ids that useradd does not give to others. They are the server's own: no other server shares a user with it.
dovecot=$((PM_UID_BASE + 9001)) dovenull=$((PM_UID_BASE + 9002)) vmail=$((PM_UID_BASE + 9003))
postfix=$((PM_UID_BASE + 9004)) opendkim=$((PM_UID_BASE + 9005)) postdrop=$((PM_UID_BASE + 9006))

mail_account() { # mail_account NAME ID HOME
    printf '%s:x:%s:%s::%s:/usr/sbin/nologin\n' "$1" "$2" "$2" "$3" >>root/etc/passwd
    printf '%s:*:1::::::\n' "$1" >>root/etc/shadow
}

mail_accounts() {
    ! grep -q '^vmail:' root/etc/passwd || return 0
    mail_account dovecot "$dovecot" /usr/lib/dovecot
    mail_account dovenull "$dovenull" /nonexistent
    mail_account postfix "$postfix" /var/spool/postfix
    mail_account opendkim "$opendkim" /run/opendkim
    # Postfix connects to OpenDKIM's socket, and OpenDKIM to that of Postfix's log daemon.
    printf '%s\n' "dovecot:x:$dovecot:" "dovenull:x:$dovenull:" "postfix:x:$postfix:" "opendkim:x:$opendkim:postfix" "postdrop:x:$postdrop:opendkim" \
        "vmail:x:$vmail:" >>root/etc/group
    sed -i -E "s/^((UID|GID)_MAX.* )[0-9]+$/\1$((PM_UID_BASE + 8999))/" root/etc/login.defs
    mail_account vmail "$vmail" /var/vmail # last: it tells that all are there
}

mail_folders() {
    (
        cd root
        install -d -m 755 etc/postfix var/lib/dovecot var/spool/postfix/pid etc/opendkim/tables.empty etc/ssl/penguinmails
        install -d -m 750 -g "$dovecot" etc/dovecot/users
        install -d -m 700 -o "$vmail" -g "$vmail" var/vmail
        for queue in active bounce corrupt defer deferred flush hold incoming private saved trace; do set -- "$@" "var/spool/postfix/$queue"; done
        install -d -m 700 -o "$postfix" "$@"
        install -d -m 710 -o "$postfix" -g "$postdrop" var/spool/postfix/public
        install -d -m 730 -o "$postfix" -g "$postdrop" var/spool/postfix/maildrop
        install -d -m 700 -o "$postfix" -g "$postfix" var/lib/postfix
        install -d -m 700 -o "$opendkim" -g "$opendkim" etc/opendkim/keys
        install -d -m 750 -o "$opendkim" -g "$opendkim" run/opendkim
    )
}

# Nobody has a password and no domain has a key until the platform says so. Dovecot needs both password files from the start: a missing
# or unreadable one makes it call every wrong password a temporary failure. OpenDKIM's two tables are replaced together, by renaming
# a symbolic link over "tables".
mail_state() {
    for users in current previous; do
        [ -e "root/etc/dovecot/users/$users" ] || install -m 640 -g "$dovecot" /dev/null "root/etc/dovecot/users/$users"
    done
    [ -e root/etc/opendkim/tables ] || ln -s tables.empty root/etc/opendkim/tables
    for table in KeyTable SigningTable KeyTable.ed25519 SigningTable.ed25519; do
        [ -e "root/etc/opendkim/tables/$table" ] || : >"root/etc/opendkim/tables/$table"
    done
    install -m 644 mail.pem root/etc/ssl/penguinmails/mail.pem
    install -m 600 mail.key root/etc/ssl/penguinmails/mail.key
}

write_dovecot_config() {
    cat >root/etc/dovecot/dovecot.conf <<CONFIG
protocols = imap submission
log_path = /dev/stderr
hostname = $PM_HOSTNAME
ssl = required
ssl_min_protocol = TLSv1.2
ssl_cert = </etc/ssl/penguinmails/mail.pem
ssl_key = </etc/ssl/penguinmails/mail.key
disable_plaintext_auth = yes
auth_mechanisms = plain login
auth_verbose = yes
mail_location = maildir:/var/vmail/%u
submission_relay_host = $PM_ADDRESS
submission_relay_port = $PM_MAIL_RELAY_PORT
namespace inbox {
  inbox = yes
  separator = /
}
namespace public {
  prefix = Public/
  separator = /
  location = maildir:/var/vmail/public
  subscriptions = no
}
passdb {
  driver = passwd-file
  args = /etc/dovecot/users/current
}
passdb {
  driver = passwd-file
  args = /etc/dovecot/users/previous
}
userdb {
  driver = static
  args = uid=vmail gid=vmail home=/var/vmail/%u
}
service imap-login {
  inet_listener imap {
    address = $PM_ADDRESS
    port = $PM_MAIL_IMAP_PORT
  }
  inet_listener imaps {
    port = 0
  }
}
service submission-login {
  inet_listener submission {
    address = $PM_ADDRESS
    port = $PM_MAIL_SUBMISSION_PORT
  }
}
service auth {
  unix_listener /var/spool/postfix/private/auth {
    mode = 0660
    user = postfix
    group = postfix
  }
}
CONFIG
    [ "$PM_MAIL_DELAYS" = yes ] || cat >>root/etc/dovecot/dovecot.conf <<CONFIG
auth_failure_delay = 0
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
CONFIG
}

# inet_interfaces knows the interfaces' own addresses alone, so the listeners are named in master.cf.
write_postfix_config() {
    cat >root/etc/postfix/main.cf <<CONFIG
compatibility_level = 3.6
myhostname = $PM_HOSTNAME
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
daemon_directory = /usr/lib/postfix/sbin
maillog_file = /dev/stdout
mynetworks = 127.0.0.0/8
mydestination =
alias_maps =
alias_database =
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_tls_cert_file = /etc/ssl/penguinmails/mail.pem
smtpd_tls_key_file = /etc/ssl/penguinmails/mail.key
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_milters = unix:/run/opendkim/opendkim.sock, unix:/run/opendkim/opendkim-ed25519.sock
milter_default_action = tempfail
virtual_mailbox_domains = static:all
virtual_mailbox_base = /var/vmail
virtual_mailbox_maps = static:public/.Sink/
virtual_minimum_uid = $vmail
virtual_uid_maps = static:$vmail
virtual_gid_maps = static:$vmail
default_transport = error:mail does not leave this server
CONFIG
    cat >root/etc/postfix/master.cf <<CONFIG
$PM_ADDRESS:$PM_MAIL_SMTP_PORT inet n - n - - smtpd
$PM_ADDRESS:$PM_MAIL_RELAY_PORT inet n - n - - smtpd
  -o smtpd_sasl_auth_enable=no
  -o smtpd_relay_restrictions=permit_mynetworks,reject
  -o syslog_name=postfix/relay
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
tlsmgr unix - - n 1000? 1 tlsmgr
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
postlog unix-dgram n - n - 1 postlogd
CONFIG
}

# One OpenDKIM signs with one algorithm, whatever the keys are (2.11.0 beta 2), so each has its own; both tables are behind one link.
write_opendkim_config() {
    printf '127.0.0.0/8\n' >root/etc/opendkim/internal-hosts
    write_one_opendkim '' rsa-sha256
    write_one_opendkim ed25519 ed25519-sha256
}

write_one_opendkim() { # write_one_opendkim NAME ALGORITHM
    cat >"root/etc/opendkim${1:+-$1}.conf" <<CONFIG
Mode s
Socket local:/run/opendkim/opendkim${1:+-$1}.sock
UMask 007
UserID opendkim
Background no
PidFile /run/opendkim/opendkim${1:+-$1}.pid
SignatureAlgorithm $2
Canonicalization relaxed/relaxed
OversignHeaders From
KeyTable file:/etc/opendkim/tables/KeyTable${1:+.$1}
SigningTable refile:/etc/opendkim/tables/SigningTable${1:+.$1}
InternalHosts /etc/opendkim/internal-hosts
ExternalIgnoreList /etc/opendkim/internal-hosts
Syslog yes
SyslogSuccess yes
LogWhy yes
CONFIG
}

prepare_mail() {
    mail_accounts
    mail_folders
    mail_state
    write_dovecot_config
    write_postfix_config
    write_opendkim_config
    # OpenDKIM writes to the system's log alone; Postfix's log daemon takes the lines and puts them beside its own.
    ln -s /var/spool/postfix/public/postlog root/dev/log
}
