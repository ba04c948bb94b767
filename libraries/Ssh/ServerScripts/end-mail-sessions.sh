# Parameter: user. Ends every session that Dovecot has for the user, until none is left. Passwords act at log-in only.
command -v doveadm >/dev/null || stop missing "The server has no doveadm, so that sessions of $user cannot be ended."

# Dovecot reads a changed password file a second later at the latest: a log-in until then may begin one more session.
sleep 1.1

ended=unchanged
for round in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    seen=$(timeout 10 doveadm who -1 "$user" 2>&1 </dev/null) \
        || stop not_running "Dovecot does not say who is logged in: $(printf %s "$seen" | tail -n 1)"
    # The first line is a heading.
    [ -n "$(printf '%s\n' "$seen" | sed 1d)" ] || stop done "$ended"
    ended=changed
    timeout 10 doveadm kick -f "$user" </dev/null >/dev/null 2>&1
    sleep 0.2
done
stop busy "Some sessions of $user could not be ended."
