# Parameter: account. Changes nothing. Reports the account's ids and home folder, and in Base64 what sshd's configuration says of the
# account, as "sshd -T" prints it; "-" where it cannot be asked.
enter_home

# The command line of the sshd that has let this connection in. Its title holds it.
listener() {
    pid=$$
    while [ "${pid:-0}" -gt 0 ]; do
        title=$(tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null)
        case $title in
            'sshd: '*' [listener]'*)
                title=${title#sshd: }
                echo "${title%% \[listener\]*}"
                return
                ;;
            'sshd: '* | 'sshd-session: '* | 'sshd-auth: '*) ;;
            */sshd | */sshd' '*)
                echo "$title"
                return
                ;;
        esac
        pid=$(sed -n 's/^PPid:[[:space:]]*//p' "/proc/$pid/status" 2>/dev/null)
    done
    command -v sshd
}

# Only what says where the configuration is. Options with spaces in them cannot be told apart in a title.
ask_sshd() {
    set -f
    # shellcheck disable=SC2046
    set -- $(listener)
    [ $# -gt 0 ] || return 1
    program=$1 given=
    shift
    while [ $# -gt 0 ]; do
        case $1 in
            -f | -o) given="$given $1 ${2-}" ;;
            -f?* | -o?*) given="$given $1" ;;
        esac
        shift
    done
    # shellcheck disable=SC2086
    "$program" -T $given -C "user=$account,host=localhost,addr=127.0.0.1,laddr=127.0.0.1,lport=22" 2>/dev/null
}

settings=$(ask_sshd | base64 | tr -d '\n')
say settings "$uid $gid $(printf %s "$home" | base64 | tr -d '\n') ${settings:--}"
