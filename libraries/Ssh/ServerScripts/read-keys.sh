# Parameter: account. Whoever owns the folder: sshd's rules for that are no matter of what is in the file.
if enter_any_folder && open_keys; then
    say found "$(base64 </proc/self/fd/4 | tr -d '\n')"
else
    say missing
fi
