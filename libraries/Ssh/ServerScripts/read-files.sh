# Parameters: account, paths (one a line; newer versions of sshd take them as patterns). Changes nothing. Reports the files among them,
# but for the one that edits go to: each as "path:content", both in Base64; the content of one that cannot be read is "-". Files are read
# as the account, as sshd reads them: a link must not lead to what the account may not see.
enter_home
main=
if enter_any_folder && [ -f "$name" ]; then main=$folder/$name; fi
cd /

read_one() {
    [ -e "$1" ] || return 0
    [ -z "$main" ] || [ ! "$1" -ef "$main" ] || return 0
    content=-
    if [ "$uid" = 0 ]; then
        [ ! -f "$1" ] || content=$(head -c "$limit" -- "$1" 2>/dev/null | base64 | tr -d '\n')
    elif command -v setpriv >/dev/null; then
        if setpriv --reuid="$uid" --regid="$gid" --init-groups test -f "$1" -a -r "$1" 2>/dev/null; then
            content=$(setpriv --reuid="$uid" --regid="$gid" --init-groups head -c "$limit" -- "$1" 2>/dev/null </dev/null | base64 | tr -d '\n')
        fi
    fi
    files="$files $(printf %s "$1" | base64 | tr -d '\n'):$content"
}

files=
IFS='
'
for path in $paths; do
    IFS=' '
    read_one "$path"
done
say files "$files"
