# Parameter: path. Changes nothing. Reports what is in the file, in Base64.
open_passwords
say found "$(base64 </proc/self/fd/4 | tr -d '\n')"
