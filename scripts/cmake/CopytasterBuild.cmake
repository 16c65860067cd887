# What every target of the tree shares: language level, warnings, sanitizers, where binaries lie, the libraries of
# Debian that bring no CMake package.
include(GNUInstallDirs)
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

# Warnings are errors on our own code only; includes start at the root of the tree.
add_library(copytaster_strict INTERFACE)
target_include_directories(copytaster_strict INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(copytaster_strict INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wcast-align -Wconversion -Wno-sign-conversion
  -Werror $<$<CONFIG:Release>:-O3>
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)  # false in g++ 12 on std::string + literal (GCC bug 105651)
if(COPYTASTER_SANITIZE STREQUAL "address")
  set(sanitize -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
elseif(COPYTASTER_SANITIZE STREQUAL "thread")
  set(sanitize -fsanitize=thread -fno-omit-frame-pointer)
endif()
if(COPYTASTER_SANITIZE)  # under which g++ sees uninitialised values in Boost that are none
  target_compile_options(copytaster_strict INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
endif()
if(COPYTASTER_FUZZ)
  list(APPEND sanitize -fsanitize=fuzzer-no-link)  # coverage of our own code, for libFuzzer to follow
endif()
target_compile_options(copytaster_strict INTERFACE ${sanitize})
target_link_options(copytaster_strict INTERFACE ${sanitize})

find_path(LMDB_INCLUDE lmdb.h REQUIRED)
find_library(LMDB_LIBRARY lmdb REQUIRED)
find_path(CLD2_INCLUDE cld2/public/compact_lang_det.h REQUIRED)
find_library(CLD2_LIBRARY cld2 REQUIRED)
find_package(cppzmq REQUIRED)
find_package(simdjson REQUIRED)
find_package(spdlog REQUIRED)
find_package(fmt REQUIRED)
find_package(tl-expected REQUIRED)
pkg_check_modules(utf8proc REQUIRED IMPORTED_TARGET libutf8proc)
pkg_check_modules(xxhash REQUIRED IMPORTED_TARGET libxxhash)
