// A folder for one test, and a command run with its standard output caught.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <string_view>

namespace copytaster {

class TestFolder {
 public:
  TestFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "copytaster.XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~TestFolder() { std::filesystem::remove_all(path_); }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  std::string write(const std::string& name, std::string_view text) const {
    const std::string path = (path_ / name).string();
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }
  std::string path(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

struct Ran {
  int status = -1;  // -1: a usage error
  std::string out;
};

// Runs "copytaster ARGUMENTS" with the one command that `add` adds.
inline Ran runCommand(void (*add)(CLI::App&, int&), const std::string& arguments) {
  CLI::App app;
  Ran ran;
  int status = 0;
  add(app, status);
  std::ostringstream out;
  std::streambuf* before = std::cout.rdbuf(out.rdbuf());
  try {
    app.parse(arguments);
    ran.status = status;
  } catch (const CLI::ParseError&) {
    ran.status = -1;
  }
  std::cout.rdbuf(before);
  ran.out = out.str();
  return ran;
}

}  // namespace copytaster
