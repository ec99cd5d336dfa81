# SPDX-License-Identifier: MIT
# pamlet: the kernel puts what it does not know of its command line into this
# environment. Names that make a shell do something else: PS4 (with `debug`), ENV, IFS.
# With a command line of the image's own (/conf/cmdline) none of it is wanted.
unset IFS
pamlet_environment=$(export -p)
while read -r pamlet_word pamlet_name; do
	pamlet_name=${pamlet_name%%=*}
	case $pamlet_word:$pamlet_name in
	export:PATH | export:TERM) continue ;;
	export: | export:[0-9]* | export:*[!A-Za-z0-9_]*) continue ;;
	export:ENV | export:LD_* | export:CRYPTTAB_*) unset "$pamlet_name" ;;
	export:*) [ ! -e /conf/cmdline ] || unset "$pamlet_name" ;;
	esac
done <<PAMLET
$pamlet_environment
PAMLET
unset pamlet_environment pamlet_word pamlet_name
unset PS4
PS4='+ '
[ ! -e /conf/cmdline ] || set --
