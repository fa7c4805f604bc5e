#!/bin/sh
# rootfs.sh ROOT FILE...: an empty file system with these files and the libraries that they load. No shell, no package
# manager: what is not there cannot be used against its owner.
set -eu
root=$1
shift
install -d -m 1777 "$root/tmp"
install -d "$root/etc"
# Names for tools that ask; the numbers are what counts (runAsNonRoot wants a number).
printf 'root:x:0:0::/:/sbin/nologin\ndocsynapse:x:1000:1000::/tmp:/sbin/nologin\n' > "$root/etc/passwd"
printf 'root:x:0:\ndocsynapse:x:1000:\n' > "$root/etc/group"
put() {
  install -d "$root$(dirname "$1")"
  cp -L "$1" "$root$1"
}
for file in "$@"; do
  put "$file"
  libraries=$(ldd "$file" 2> /dev/null || true) # not every file is a program
  case $libraries in *'not found'*) echo "$file: $libraries" >&2; exit 1 ;; esac
  for library in $(printf '%s\n' "$libraries" | grep -o '/[^ :]*' | sort -u); do put "$library"; done
done
