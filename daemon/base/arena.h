// The memory of one article: a recycled buffer that everything noted about it lies in.
//
// Filled front to back, emptied at once when the article is published. The buffer grows to what
// past articles needed (up to a bound), so that a warm daemon allocates nothing for an article.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <memory_resource>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>

namespace copytaster {

class Arena {
 public:
  explicit Arena(std::size_t bytes = 64 * 1024) { grow(bytes); }
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  // Uninitialised room for `count` values, valid until reset().
  template <class T>
  std::span<T> make(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T>, "never destroyed");
    return {static_cast<T*>(take(count * sizeof(T), alignof(T))), count};
  }
  std::string_view copy(std::string_view text) {
    if (text.empty()) return {};
    const auto room = make<char>(text.size());
    std::memcpy(room.data(), text.data(), text.size());
    return {room.data(), text.size()};
  }
  // Forgets everything. Where the last article spilled over the buffer, the buffer grows to fit its
  // like.
  void reset() {
    const std::size_t spilled = spill_ ? used_ + spilled_ : 0;
    spill_.reset();
    used_ = spilled_ = 0;
    if (spilled > size_ && size_ < kKeptMax) grow(std::min(spilled * 2, kKeptMax));
  }
  std::size_t bytes() const { return size_ + spilled_; }

 private:
  static constexpr std::size_t kKeptMax = 256 * 1024;

  void grow(std::size_t bytes) {
    buffer_ = std::make_unique_for_overwrite<std::byte[]>(bytes);
    size_ = bytes;
  }
  void* take(std::size_t bytes, std::size_t align) {
    const std::size_t at = (used_ + align - 1) & ~(align - 1);  // a power of two
    if (at + bytes <= size_) [[likely]] {
      used_ = at + bytes;
      return buffer_.get() + at;
    }
    if (!spill_) spill_ = std::make_unique<std::pmr::monotonic_buffer_resource>(size_);
    spilled_ += bytes + align;
    return spill_->allocate(std::max<std::size_t>(bytes, 1), align);
  }

  std::unique_ptr<std::byte[]> buffer_;
  std::size_t size_ = 0, used_ = 0, spilled_ = 0;
  std::unique_ptr<std::pmr::monotonic_buffer_resource> spill_;
};

// A list in an arena: grows by doubling, never frees. For a handful of notes, not for tokens.
template <class T>
class ArenaList {
 public:
  static_assert(std::is_trivially_copyable_v<T>, "moved as bytes");
  void push(Arena& arena, const T& value) {
    if (size_ == room_.size()) {
      const auto wider = arena.make<T>(std::max<std::size_t>(8, room_.size() * 2));
      std::copy_n(room_.data(), size_, wider.data());
      room_ = wider;
    }
    ::new (room_.data() + size_++) T(value);
  }
  void clear() { room_ = {}, size_ = 0; }
  void shrink(std::size_t count) { size_ = std::min(size_, count); }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const T* data() const { return room_.data(); }
  const T* begin() const { return room_.data(); }
  const T* end() const { return room_.data() + size_; }
  T& operator[](std::size_t i) { return room_[i]; }
  const T& operator[](std::size_t i) const { return room_[i]; }

 private:
  std::span<T> room_;
  std::size_t size_ = 0;
};

}  // namespace copytaster
