/* SPDX-License-Identifier: MIT */
/*
 * In front of pam_succeed_if.c (recipes/pam-cc): in "ruser ingroup GROUP" and
 * the like, Linux-PAM 1.6.0 to 1.7.0 ask for the groups of who is to be, not of
 * who calls: "ruser notingroup GROUP" keeps nobody out of su (issue 1027 of its
 * project).
 *
 * The macros leave the definitions alone, whose first word is a type, and give
 * the calls, whose first word is `pamh`, the user that the rule is about. What
 * they name of evaluate()'s own: `attribute`, the rule's first word; `left`,
 * what it stands for.
 */
#ifndef PAMLET_MENDED_PAM_SUCCEED_IF_H
#define PAMLET_MENDED_PAM_SUCCEED_IF_H

#define ABOUT(user) (strcasecmp(attribute, "ruser") == 0 ? left : (user))

#define evaluate_ingroup(first, user, list) ingroup_##first, user, list)
#define ingroup_pam_handle_t is_ingroup(pam_handle_t
#define ingroup_pamh ingroup_about(pamh
#define ingroup_about(handle, user, list) is_ingroup(handle, ABOUT(user), list)

#define evaluate_notingroup(first, user, list) notingroup_##first, user, list)
#define notingroup_pam_handle_t is_notingroup(pam_handle_t
#define notingroup_pamh notingroup_about(pamh
#define notingroup_about(handle, user, list) \
	is_notingroup(handle, ABOUT(user), list)

#define evaluate_innetgr(first, host, user, group) \
	innetgr_##first, host, user, group)
#define innetgr_const is_innetgr(const
#define innetgr_pamh innetgr_about(pamh
#define innetgr_about(handle, host, user, group) \
	is_innetgr(handle, host, ABOUT(user), group)

#define evaluate_notinnetgr(first, host, user, group) \
	notinnetgr_##first, host, user, group)
#define notinnetgr_const is_notinnetgr(const
#define notinnetgr_pamh notinnetgr_about(pamh
#define notinnetgr_about(handle, host, user, group) \
	is_notinnetgr(handle, host, ABOUT(user), group)

#endif
