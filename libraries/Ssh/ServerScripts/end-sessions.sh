# Parameter: account. Ends every process of the account and every connection that sshd holds for it, until none is left.
find_account || stop done unchanged
[ "$uid" != 0 ] || stop failed "Sessions of root are not ended."

# The processes that this script itself hangs on, up to sshd's process for this connection: another session of the same
# account may be ended, this one not, nor what keeps it open.
parent_of() { sed -n 's/^PPid:[[:space:]]*//p' "/proc/$1/status" 2>/dev/null; }
own=' '
chain=' '
pid=$$
while [ "${pid:-0}" -gt 1 ]; do
    chain="$chain$pid "
    ! grep -qsaE "^sshd(-session)?: $account([ @]|\$)" "/proc/$pid/cmdline" || own=$chain
    pid=$(parent_of "$pid")
done

# By status: the folder of a process in /proc belongs to root where the process changed its user, as sshd's do. And by title:
# "sshd: account [priv]" belongs to root for good, and holds a login that is not complete yet.
found() {
    {
        grep -slE "^Uid:[[:space:]]+([0-9]+[[:space:]]+){0,3}$uid([[:space:]]|\$)" /proc/[0-9]*/status
        grep -slazE "^sshd(-session)?: $account([ @]|\$)" /proc/[0-9]*/cmdline
    } | cut -d/ -f3 | sort -u | while read -r pid; do
        case $own in *" $pid "* | *" $(parent_of "$pid") "*) continue ;; esac
        # A zombie waits for its parent only; it can do nothing.
        grep -qs '^State:[[:space:]]*Z' "/proc/$pid/status" || [ ! -e "/proc/$pid" ] || echo "$pid"
    done
}

ended=unchanged
for round in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
    pids=$(found)
    [ -n "$pids" ] || stop done "$ended"
    ended=changed
    kill -KILL $pids 2>/dev/null
    sleep 0.1
done
stop busy "Some processes of $account could not be ended."
