# Functions that give edits of one subject their order. State and locks are root's alone.
state=/var/lib/penguinmails

# Parameter: what is edited. One edit of it runs at a time.
lock_edits() {
    error=$({ [ -d "$state" ] || mkdir -p -m 700 "$state"; } 2>&1 && : 2>&1 >>"$state/$1.lock") \
        || stop "$(code_of "$error")" "$state cannot be written on the server: it is read-only or full."
    exec 9>>"$state/$1.lock"
    flock -w 20 9 || stop busy "Another edit of $1 has not ended on the server."
}

# Parameter: what the fence counts for; reads fence. The newest operation has the last word (docs/adr/0005-fencing.md). A fence that cannot
# be read or kept stops the edit.
check_fence() {
    seen=0
    if [ -e "$state/$1.fence" ]; then
        more=
        { IFS= read -r seen; IFS= read -r more; } <"$state/$1.fence"
        [ -z "$more" ] || seen=
        case $seen in '' | *[!0-9]*) stop failed "$state/$1.fence is damaged; write the highest fence known into it." ;; esac
    fi
    [ "$fence" -ge "$seen" ] || stop fenced "$seen"
    [ "$fence" -gt "$seen" ] || return 0
    error=$({ chmod 700 "$state" && printf '%s\n' "$fence" >"$state/$1.fence.new" && sync "$state/$1.fence.new" \
        && mv -fT "$state/$1.fence.new" "$state/$1.fence" && sync "$state"; } 2>&1) || {
        rm -f "$state/$1.fence.new"
        stop no_space "$state cannot be written on the server: no space is left."
    }
}
