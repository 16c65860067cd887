// The AVX-512 that the wide forms are written for: of Ice Lake (2019), Zen 4 (2022) and later.
//
// One class of machine for all of them: what lacks a part of it runs the plain forms.
#pragma once

#ifdef __x86_64__

// GCC 12 takes the "undefined" operands of this header for a mistake of ours (its bug 105593).
#if !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#endif
#include <immintrin.h>
#if !defined(__clang__)
#pragma GCC diagnostic pop
#endif

// Before a function of such a form.
#define COPYTASTER_WIDE [[gnu::target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi2,bmi,popcnt")]]

#endif

namespace copytaster {

// Whether this machine runs them.
inline bool isWide() {
#ifdef __x86_64__
  static const bool wide =
      __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
      __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512vl") != 0 &&
      __builtin_cpu_supports("avx512vbmi2") != 0 && __builtin_cpu_supports("bmi") != 0 &&
      __builtin_cpu_supports("popcnt") != 0;
  return wide;
#else
  return false;
#endif
}

}  // namespace copytaster
