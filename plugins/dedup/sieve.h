// What of a stream of values is kept, appended without a branch: which comes next cannot be
// guessed, and a wrong guess costs more than a store.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace copytaster::dedup {

// Room that is reused from article to article; allocates while it grows, then no more.
template <class T>
class Sieve {
 public:
  // Writes into the room; a local of the loop, so that it lies in a register.
  class Pen {
   public:
    explicit Pen(T* begin) : begin_(begin), end_(begin) {}
    // Keeps the value or drops it.
    void pass(const T& value, bool keep) { passIf(value, keep ? 1 : 0); }
    void passIf(const T& value, std::size_t one) {  // or 0
      *end_ = value;
      end_ += one;
    }
    std::span<T> kept() const { return {begin_, end_}; }

   private:
    T *begin_, *end_;
  };

  // Room for `most` values; what an earlier pen kept is gone.
  Pen open(std::size_t most) {
    if (room_.size() <= most) room_.resize(most + 1);
    return Pen(room_.data());
  }

 private:
  std::vector<T> room_;
};

}  // namespace copytaster::dedup
