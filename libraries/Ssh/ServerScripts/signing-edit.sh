# What signs a domain's mail in OpenDKIM. Parameters: domain, scope (whose fence it is), fence, tables (a symbolic link to the folder with KeyTable
# and SigningTable, and with KeyTable.ed25519 and SigningTable.ed25519 of a second OpenDKIM: one signs with one algorithm alone), keys (the folder
# of private keys), signer (OpenDKIM's account), pidfile, ed_pidfile (the second one's), selectors (the domain's keys, lines: selector, rsa or
# ed25519), material (lines: selector, base64 of its PEM file; a selector that is not here keeps its file), signing (lines: pattern, selector,
# rsa or ed25519; the first that fits signs). Lines of others, and other domains', stay as they are. Says which selectors have a file.
[ -L "$tables" ] && [ -d "$tables/" ] \
    || stop not_ready "$tables is no symbolic link to a folder with KeyTable and SigningTable, which OpenDKIM's configuration must name below $tables/."
[ -d "$keys" ] && id "$signer" >/dev/null 2>&1 || stop not_ready "$keys or the account $signer is missing on the server; install OpenDKIM."
command -v awk >/dev/null && command -v flock >/dev/null || stop not_ready "awk or flock is missing on the server."

lock_edits signing
check_fence "signing.$scope"

file_of() { printf '%s/penguinmails_%s_%s.pem' "$keys" "$domain" "$1"; }
prefix="penguinmails/$domain/"
old=$(readlink -f "$tables")
new=
clean_up() { rm -rf ${new:+"$new"} "$tables.next" "$keys/penguinmails_${domain}"_*.new; }
trap clean_up EXIT
cannot() { stop "$(code_of "$error")" "$1 cannot be written on the server: it is read-only or full."; }

# OpenDKIM uses a key only where nobody but its owner reads it.
write_key() {
    file=$(file_of "$1")
    rm -f "$file.new"
    error=$( (set -C && printf %s "$2" | base64 -d >"$file.new" && chown "$signer:" "$file.new" && chmod 600 "$file.new" && sync "$file.new" \
        && mv -fT "$file.new" "$file") 2>&1) || cannot "$keys"
}
while read -r selector content; do
    [ -z "$selector" ] || write_key "$selector" "$content"
done <<END
$material
END

new=$(mktemp -d "$tables.pmXXXXXXXX" 2>/dev/null) || stop not_writable "${tables%/*} cannot be written on the server: it is read-only or full."
error=$({ cp -a "$old/." "$new/" && chmod 755 "$new"; } 2>&1) || cannot "${tables%/*}"
compose() { # compose TABLE COLUMN KIND: lines of that kind, and those of others
    # Ours first: of the patterns that fit, the first one counts.
    while read -r first second third; do
        [ "${third:-$second}" = "$3" ] || continue
        [ -n "$third" ] || second=$first
        [ -f "$(file_of "$second")" ] || continue
        if [ -n "$third" ]; then
            printf '%s %s%s\n' "$first" "$prefix" "$second"
        else
            printf '%s%s %s:%s:%s\n' "$prefix" "$first" "$domain" "$first" "$(file_of "$first")"
        fi
    done
    [ ! -e "$old/$1" ] || awk -v prefix="$prefix" -v column="$2" 'index($column, prefix) != 1' "$old/$1"
}
compose_both() { # compose_both KIND SUFFIX
    printf '%s\n' "$selectors" | compose "KeyTable$2" 1 "$1" >"$new/KeyTable$2" \
        && printf '%s\n' "$signing" | compose "SigningTable$2" 2 "$1" >"$new/SigningTable$2" \
        && chmod 644 "$new/KeyTable$2" "$new/SigningTable$2" && sync "$new/KeyTable$2" "$new/SigningTable$2"
}
error=$({ compose_both rsa '' && compose_both ed25519 .ed25519 && sync "$new"; } 2>&1) || cannot "${tables%/*}"

# Both tables at once.
error=$({ rm -f "$tables.next" && ln -s "${new##*/}" "$tables.next" && mv -fT "$tables.next" "$tables" && sync "${tables%/*}"; } 2>&1) || cannot "${tables%/*}"
trap - EXIT
for folder in "$tables".pm*; do
    [ ! -d "$folder" ] || [ "$folder" -ef "$new" ] || [ "$folder" -ef "$old" ] || rm -rf "$folder"
done
stopped=
read_again() { # read_again KIND PIDFILE
    pid=$(cat "$2" 2>/dev/null) && kill -USR1 "$pid" 2>/dev/null && return 0
    # One that has nothing to sign need not run.
    case "$selectors" in *" $1"*) stopped="OpenDKIM for $1 does not run on the server ($2 names no process); start it." ;; esac
}
read_again rsa "$pidfile"
read_again ed25519 "$ed_pidfile"

# What is no key of the domain any more.
found=
for file in "$keys/penguinmails_${domain}"_*.pem; do
    [ -e "$file" ] || continue
    selector=${file##*_}
    selector=${selector%.pem}
    case "
$selectors" in
        *"
$selector "*) found="$found $selector" ;;
        *) rm -f "$file" ;;
    esac
done
[ -z "$stopped" ] || stop not_running "$stopped"
stop done "${found# }"
