// A file as read-only memory. Pages are shared by all processes that map it and read when first
// touched.
#pragma once

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>

namespace copytaster::topics {

// Throws std::runtime_error with path and cause. The view is good until unmapFile. [setup]
inline std::string_view mapFile(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) throw std::runtime_error(path + ": " + std::strerror(errno));
  struct stat status {};
  void* p = MAP_FAILED;
  const bool known = ::fstat(fd, &status) == 0 && status.st_size > 0;
  if (known)
    p = ::mmap(nullptr, static_cast<std::size_t>(status.st_size), PROT_READ, MAP_PRIVATE, fd, 0);
  const int cause = errno;
  ::close(fd);
  if (!known) throw std::runtime_error(path + ": empty, or no file");
  if (p == MAP_FAILED) throw std::runtime_error(path + ": " + std::strerror(cause));
  return {static_cast<const char*>(p), static_cast<std::size_t>(status.st_size)};
}

inline void unmapFile(std::string_view file) {
  if (!file.empty()) ::munmap(const_cast<char*>(file.data()), file.size());
}

}  // namespace copytaster::topics
