# Parameter: account.
if enter_folder && open_keys; then
    say found "$(base64 </proc/self/fd/4 | tr -d '\n')"
else
    say found
fi
