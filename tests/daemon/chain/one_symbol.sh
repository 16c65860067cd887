#!/usr/bin/env bash
# Every filter library below a folder exports copytaster_plugin and nothing else.
set -euo pipefail
found=0
while read -r library; do
  found=$((found + 1))
  symbols=$(nm -D --defined-only "$library" | awk '{print $3}' | sort)
  [ "$symbols" = copytaster_plugin ] || { echo "$library exports: $symbols"; exit 1; }
done < <(find "$1" -name '*.so')
[ "$found" -gt 0 ] || { echo "no filter below $1"; exit 1; }
echo "$found filters, one symbol each"
