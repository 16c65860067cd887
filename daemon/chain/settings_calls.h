// The settings part of the host table, over a SettingsSheet. [setup]
#pragma once

#include "copytaster/abi.h"

namespace copytaster {

double settingNumber(const ct_settings* s, const char* key, double otherwise, const char* help);
int64_t settingInteger(const ct_settings* s, const char* key, int64_t otherwise, const char* help);
uint32_t settingFlag(const ct_settings* s, const char* key, uint32_t otherwise, const char* help);
ct_text settingText(const ct_settings* s, const char* key, ct_text otherwise, const char* help);
ct_text settingItem(const ct_settings* s, const char* key, uint64_t index,
                    const char* const* otherwise, const char* help);
ct_text settingFile(const ct_settings* s, const char* key, ct_text otherwise, const char* help);

}  // namespace copytaster
