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

class MappedFile {
 public:
  // Throws std::runtime_error with path and cause. [setup]
  explicit MappedFile(const std::string& path) {
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
    bytes_ = {static_cast<const char*>(p), static_cast<std::size_t>(status.st_size)};
  }
  ~MappedFile() { ::munmap(const_cast<char*>(bytes_.data()), bytes_.size()); }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  // Good as long as this is.
  std::string_view bytes() const { return bytes_; }

 private:
  std::string_view bytes_;
};

}  // namespace copytaster::topics
