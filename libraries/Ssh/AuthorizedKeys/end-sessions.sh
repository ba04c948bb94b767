# Runs as root. Parameter: account. Ends every process of the account, until none is left.
set -u
say() { printf 'penguinmails-outcome %s\n' "$*"; }
uid=$(id -u "$account" 2>/dev/null) || { say done; exit 0; }
[ "$uid" != 0 ] || { say refused "Sessions of root are not ended."; exit 0; }
round=0
while [ "$round" -lt 50 ]; do
    left=no
    for process in /proc/[0-9]*; do
        if [ "$(stat -c %u "$process" 2>/dev/null)" = "$uid" ]; then
            # A zombie waits for its parent only; it can do nothing.
            case $(sed -n 's/^State:[[:space:]]*\(.\).*/\1/p' "$process/status" 2>/dev/null) in Z | '') continue ;; esac
            left=yes
            kill -KILL "${process#/proc/}" 2>/dev/null
        fi
    done
    if [ "$left" = no ]; then say done; exit 0; fi
    round=$((round + 1))
    sleep 0.1
done
say busy "Sessions of $account could not be ended."
