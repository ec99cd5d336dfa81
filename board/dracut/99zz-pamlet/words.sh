# SPDX-License-Identifier: MIT
# shellcheck shell=dash
# pamlet: dracut writes words of the command line into scripts and rules that it
# runs later: root=/dev/$(COMMAND) would be a shell. It is told of no such word.
# rd.cmdline=ask is a line editor for whoever sits there, and bash's runs commands.
pamlet_words() {
	local _word _flags=$-
	set -f
	for _word in $1; do
		case $_word in
			*[\$\`\"\'\;\|\&\<\>\(\)]* | rd.cmdline=ask) ;;
			*) printf '%s ' "$_word" ;;
		esac
	done
	case $_flags in
		*f*) ;;
		*) set +f ;;
	esac
}
