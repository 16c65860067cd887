// Memory in pages of 2 MiB, for tables that are read here and there.
//
// An article touches some hundred rows of eight megabytes and as many names: in pages of 4 KiB
// nearly each is a walk through the page tables. Where the system has no large pages to give, these
// are ordinary memory.
#pragma once

#include <sys/mman.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <new>
#include <vector>

namespace copytaster::topics {

template <class T>
struct LargePages {
  using value_type = T;
  static constexpr std::size_t kPage = 2U << 20;
  static constexpr std::size_t kLeast = kPage / 8;  // bytes; what is smaller gets ordinary memory

  LargePages() = default;
  template <class U>
  LargePages(const LargePages<U>&) {}  // NOLINT: as every allocator

  T* allocate(std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    const bool large = bytes >= kLeast;
    const std::size_t align = large ? kPage : std::max(alignof(T), alignof(std::max_align_t));
    const std::size_t room = (bytes + align - 1) / align * align;
    void* const p = std::aligned_alloc(align, room);
    if (p == nullptr) throw std::bad_alloc();
    // All of it: a page that is asked for in part stays small.
    if (large) ::madvise(p, room, MADV_HUGEPAGE);
    return static_cast<T*>(p);
  }
  void deallocate(T* p, std::size_t) { std::free(p); }
  bool operator==(const LargePages&) const = default;
};

template <class T>
using LargeVector = std::vector<T, LargePages<T>>;

}  // namespace copytaster::topics
