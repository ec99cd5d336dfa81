/* SPDX-License-Identifier: MIT */
/*
 * In front of pam_access.c (recipes/pam-cc): Linux-PAM 1.7.0 calls
 * group_name_or_gid_match() with the user for the group and the group for the
 * user, so that no rule with (group) or (gid) ever matches: a group that is
 * kept out is let in (issue 860 of its project).
 *
 * The macro leaves the definition alone, whose first word is a type, and puts
 * the call's arguments in the right order, whose first word is `pamh`.
 */
#ifndef PAMLET_MENDED_PAM_ACCESS_H
#define PAMLET_MENDED_PAM_ACCESS_H

#define group_name_or_gid_match(first, a, b, debug) \
	in_group_##first, a, b, debug)
#define in_group_pam_handle_t in_group_match(pam_handle_t
#define in_group_pamh in_group_swapped(pamh
#define in_group_swapped(handle, usr, tok, debug) \
	in_group_match(handle, tok, usr, debug)

#endif
