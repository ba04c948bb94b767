# Sends a message through Postfix as a program of this server does, without a password, and reads it where it is delivered. Parameters: sender,
# recipient, message (base64, with lines of CRLF), token (stands in a header of the message), mailbox (a Maildir).
command -v bash >/dev/null || stop no_program "bash is missing on the server; install it."
command -v postconf >/dev/null || stop no_program "postconf is missing on the server; install Postfix."
listeners=$(postconf -M 2>/dev/null | awk '$2 == "inet" && $8 == "smtpd" { print $1 }')
[ -n "$listeners" ] || stop no_listener "Postfix listens for no mail on the server (postconf -M names no smtpd)."

# Its exit code: 0 accepted, 3 refused here, 4 deferred, 5 no answer. It prints the last line of the server.
client='
exec 3<>"/dev/tcp/$1/$2" || exit 5
reply() {
    while IFS= read -r -t 8 line <&3; do
        line=${line%[[:cntrl:]]}
        case $line in
            [0-9][0-9][0-9]-*) ;;
            2* | 3*) return 0 ;;
            4*) printf %s "$line"; exit 4 ;;
            *) printf %s "$line"; exit 3 ;;
        esac
    done
    printf "no answer"
    exit 5
}
send() { printf "%s\r\n" "$1" >&3; reply; }
reply
send "EHLO localhost"
send "MAIL FROM:<$3>"
send "RCPT TO:<$4>"
send "DATA"
base64 -d >&3
send "."
printf "QUIT\r\n" >&3
'
result=5
answer='no listener answered'
for listener in $listeners; do
    port=${listener##*:}
    host=${listener%"$port"}
    host=${host%:}
    host=${host#[}
    host=${host%]}
    answer=$(printf %s "$message" | timeout 12 bash -c "$client" probe "${host:-127.0.0.1}" "$port" "$sender" "$recipient" 2>/dev/null)
    result=$?
    case $result in 0 | 4) break ;; esac
done
case $result in
    0) ;;
    4) stop deferred "Postfix puts mail of $sender off: $answer" ;;
    *) stop refused "Postfix takes no mail from programs of the server without a password: ${answer:-no answer}" ;;
esac

tries=0
while [ "$tries" -lt 40 ]; do
    for folder in "$mailbox/new" "$mailbox/cur"; do
        [ -d "$folder" ] || continue
        found=$(find "$folder" -type f -mmin -5 -exec grep -lF "$token" {} + 2>/dev/null | head -n 1)
        [ -z "$found" ] || {
            content=$(base64 -w0 "$found")
            rm -f "$found"
            stop delivered "$content"
        }
    done
    tries=$((tries + 1))
    sleep 0.2
done
stop not_delivered "A message to $recipient, which Postfix accepted, is not in $mailbox after 8 s."
