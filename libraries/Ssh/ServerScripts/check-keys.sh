# Parameter: account. Changes nothing. Reports who owns the home folder, .ssh and the file, their modes ("uid:mode", "-" where there
# is none), whether the account can read the file, the account's shell and whether that is there, what its password's age is bound to
# (shadow(5) from the third field on, "-" where there is none), the day, and what is in the file.
enter_home
home_is=$(stat -c %u:%a .)
folder_is=- file_is=- readable=yes content=
if enter_any_folder; then
    folder_is=$(stat -c %u:%a .)
    if open_keys; then
        file_is=$(stat -L -c %u:%a /proc/self/fd/4)
        as_account test -r "$folder/$name" || readable=no
        content=$(base64 </proc/self/fd/4 | tr -d '\n')
    fi
fi
there=there
[ -x "$shell" ] || there=missing
shadow=$(getent shadow "$account")
shadow=${shadow#*:*:}
say checked "$uid $home_is $folder_is $file_is $readable $(printf %s "$shell" | base64 | tr -d '\n') $there ${shadow:--} $(($(date +%s) / 86400)) $content"
