#!/bin/sh
# The browser and the Chinese fonts of the journeys, by apt where we may; elsewhere a sentence, and the tests that need
# a browser are skipped. Never fails.
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
if ! command -v apt-get >/dev/null 2>&1; then
    echo 'no Chromium and no apt here: install Chromium to run the browser tests; they are skipped'
    exit 0
fi
as_root=''
[ "$(id -u)" = 0 ] || as_root='sudo -n'
if ! $as_root true 2>/dev/null; then
    echo 'no Chromium, and no right to install it: apt-get install chromium fonts-noto-cjk; the browser tests are skipped'
    exit 0
fi
echo 'installing Chromium for the browser tests'
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq >/dev/null 2>&1
$as_root apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null 2>&1 ||
    echo 'Chromium could not be installed; the browser tests are skipped'
