include $(sort $(wildcard $(BR2_EXTERNAL_PAMLET_PATH)/package/*/*.mk))
# SPDX-License-Identifier: MIT
