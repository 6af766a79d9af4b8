#!/bin/sh
# Measures ./sluice thumbs with each backend beside vipsthumbnail and sharp, on photos of 12 megapixels that it makes first.

set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
home=$(CDPATH='' cd -- "$here/../.." && pwd -P)

if [ "${1-}" = --help ]; then
  cat <<'EOF'
Usage: bench/thumbs/run.sh [OPTION VALUE]...

  --photos N      different photos (200)
  --times N       how often each of them is there (10)
  --rounds N      runs of each program; the median counts (3)
  --sizes LIST    thumbnails to make, each size by itself (256,1024)
  --programs LIST of auto, turbo, vips, jdk, vipsthumbnail and sharp (all)

Needs libvips-tools (apt install libvips-tools libvips42 libturbojpeg0) and, for sharp, node and npm. What it makes is in
bench/thumbs/made: 200 photos take a gigabyte.
EOF
  exit 0
fi

. "$home/.mvn/jdk.sh"
command -v vipsthumbnail >/dev/null || { echo "vipsthumbnail is needed: apt install libvips-tools" >&2; exit 2; }
mkdir -p "$here/made"
case " $* " in
  *" --programs "*) case "$*" in *sharp*) sharp=yes ;; *) sharp= ;; esac ;;
  *) sharp=yes ;;
esac
if [ -n "$sharp" ] && [ ! -d "$here/made/node_modules/sharp" ]; then
  (cd "$here/made" && npm install --no-audit --no-fund --no-package-lock --prefix . sharp@0.35)
fi
"$home/sluice" thumbs --help >/dev/null # builds, so that no measured run does
exec "$JAVA_HOME/bin/java" "$here/Bench.java" "$home" "$@"
