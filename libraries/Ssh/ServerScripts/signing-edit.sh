# What signs a domain's mail in OpenDKIM. Parameters: domain, scope (whose fence it is), fence, tables (a symbolic link to the folder with KeyTable
# and SigningTable), keys (the folder of private keys), signer (OpenDKIM's account), pidfile, selectors (the keys that the domain has, one a
# line), material (lines: selector, base64 of its PEM file; a selector that is not here keeps its file), signing (lines: pattern, selector;
# the first that fits signs). Lines of others, and other domains', stay as they are. Says which selectors have a file.
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
compose() {
    # Ours first: of the patterns that fit, the first one counts.
    while read -r first second; do
        [ -n "$first" ] || continue
        [ -f "$(file_of "${second:-$first}")" ] || continue
        if [ -n "$second" ]; then
            printf '%s %s%s\n' "$first" "$prefix" "$second"
        else
            printf '%s%s %s:%s:%s\n' "$prefix" "$first" "$domain" "$first" "$(file_of "$first")"
        fi
    done
    [ ! -e "$old/$1" ] || awk -v prefix="$prefix" -v column="$2" 'index($column, prefix) != 1' "$old/$1"
}
error=$({ printf '%s\n' "$selectors" | compose KeyTable 1 >"$new/KeyTable" && printf '%s\n' "$signing" | compose SigningTable 2 >"$new/SigningTable" \
    && chmod 644 "$new/KeyTable" "$new/SigningTable" && sync "$new/KeyTable" "$new/SigningTable" "$new"; } 2>&1) || cannot "${tables%/*}"

# Both tables at once.
error=$({ rm -f "$tables.next" && ln -s "${new##*/}" "$tables.next" && mv -fT "$tables.next" "$tables" && sync "${tables%/*}"; } 2>&1) || cannot "${tables%/*}"
trap - EXIT
for folder in "$tables".pm*; do
    [ ! -d "$folder" ] || [ "$folder" -ef "$new" ] || [ "$folder" -ef "$old" ] || rm -rf "$folder"
done
running=yes
pid=$(cat "$pidfile" 2>/dev/null) && kill -USR1 "$pid" 2>/dev/null || running=no

# What is no key of the domain any more.
for file in "$keys/penguinmails_${domain}"_*.pem; do
    [ -e "$file" ] || continue
    selector=${file##*_}
    selector=${selector%.pem}
    case "
$selectors
" in *"
$selector
"*) ;; *) rm -f "$file" ;; esac
done
found=
for selector in $selectors; do
    [ ! -f "$(file_of "$selector")" ] || found="$found $selector"
done
[ "$running" = yes ] || stop not_running "OpenDKIM does not run on the server ($pidfile names no process); start it."
stop done "${found# }"
