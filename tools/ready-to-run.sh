#!/bin/sh
# Compiles an assembly to native code beside its IL, once (Directory.Build.targets).
# $1 crossgen2, $2 the assembly, $3 the image to make, $4 a file with the options that name the references
set -eu
mkdir -p "${3%/*}"
exec 9>"$3.lock"
flock 9 # projects that are built side by side share the images of their packages
[ "$3" -nt "$2" ] && exit
"$1" "$2" --out "$3.new" @"$4" --targetos linux --optimize >"$3.log" 2>&1 || {
    cat "$3.log" >&2
    exit 1
}
mv "$3.new" "$3"
