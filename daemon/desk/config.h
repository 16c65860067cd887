// The settings file: TOML in, plain data out, every mistake named with file, line, column and the
// nearest known key.
//
// Read once by main.cc, which hands each part the few values it needs; nobody else holds a Config.
// Checking is strict and complete: an unknown key is an error, and all errors of a file are told at
// once. What a filter's `settings` may hold only the filter knows, so they are carried as they
// stand, with their places (base/settings.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/result.h"
#include "daemon/base/settings.h"

namespace copytaster {

enum class FeedKind : std::uint8_t { kSub, kPull, kPost };
enum class FeedFormat : std::uint8_t { kProtobuf, kJson, kNinjs };
enum class RunPlace : std::uint8_t { kInside };

// Keys of CURVE, for any socket. Without a secret_file there is none.
struct CurveConfig {
  std::string secret_file;   // our own secret key
  std::string server_key;    // connecting: the public key of the other side, Z85
  std::string clients_file;  // binding: public keys that may connect, one a line; empty: any
  [[nodiscard]] bool enabled() const { return !secret_file.empty(); }
};

struct FeedConfig {
  std::string name;
  FeedKind kind = FeedKind::kSub;
  std::string bind;  // one of bind and connect is set
  std::vector<std::string> connect;
  std::vector<std::string> topics = {""};  // sub: prefixes
  std::string replay;  // sub: another copytaster is followed; its replay endpoint
  FeedFormat format = FeedFormat::kProtobuf;
  std::uint64_t frame_bytes_max = std::uint64_t{4} << 20;
  std::uint64_t queue_frames_max = 10'000;  // ZMQ_RCVHWM
  CurveConfig curve;
  bool insecure = false;               // allows a bind beyond loopback without CURVE
  std::uint64_t sequence_max = 0;      // providers count to this, then from 1 again; 0: for ever
  bool sequence_resets_daily = false;  // … and from 1 at midnight, UTC
  std::uint64_t silent_after_seconds = 0;  // alarm where nothing comes for this long; 0: none
};

struct PublishConfig {
  std::string bind = "tcp://127.0.0.1:7552";
  std::string replay = "tcp://127.0.0.1:7553";  // empty: none
  std::uint64_t queue_frames_max = 10'000;      // ZMQ_SNDHWM, a subscriber
  std::uint64_t replays_max = 64;               // at a time
  std::uint64_t replay_rate_max = 0;            // articles a second and client; 0: no bound
  CurveConfig curve;
  bool insecure = false;
};

struct JournalConfig {
  std::string path;  // default: $XDG_STATE_HOME/copytaster
  double keep_days = 7;
  std::uint64_t keep_bytes = std::uint64_t{20} << 30;
  bool sync = true;
  std::uint64_t letters_max = 10'000;
  std::uint64_t letters_bytes = std::uint64_t{256} << 20;
};

struct HttpConfig {
  std::string bind = "127.0.0.1:7550";  // host:port; empty: none
  bool insecure = false;
};

struct ControlConfig {
  std::string path;   // Unix socket; default: <journal.path>/control
  std::string group;  // beside our own uid and root; empty: none
};

struct ChainConfig {
  std::uint32_t workers = 0;  // 0: one a core
  std::uint64_t in_flight_bytes = std::uint64_t{64} << 20;
  std::uint32_t group_articles = 512;  // most articles committed together
  std::string plugins;  // folder of the filters' libraries; empty: beside the program
};

struct FilterConfig {
  std::string name;  // name of the filter, of its state table and in notes
  std::string path;  // library; empty: <chain.plugins>/NAME/NAME.so
  RunPlace run = RunPlace::kInside;
  SettingsTable settings;
  std::uint32_t line = 0;
};

struct LogConfig {
  std::string level = "info";  // debug | info | warning | error
};

struct Config {
  std::string source;  // file name; empty: the embedded default
  std::vector<FeedConfig> feeds;
  PublishConfig publish;
  JournalConfig journal;
  HttpConfig http;
  ControlConfig control;
  ChainConfig chain;
  LogConfig log;
  std::vector<FilterConfig> filters;  // in order
};

// What a wrong file says: a line an error, "FILE:LINE:COLUMN: what; did you mean `x`?", in order of
// place. kNotFound: cannot be read; kInvalid: anything in it.
Result<Config> readConfig(const std::string& path);
// The same from text; `source` stands in messages.
Result<Config> parseConfig(std::string_view toml, const std::string& source);
// What runs without a file: a `sub` and a `post` feed on loopback, the default chain, the journal
// in the XDG state folder.
Config defaultConfig();

// "20GiB", "512kB", "4096": bytes; k, M, G, T with B (1000s) or iB (1024s).
Result<std::uint64_t> parseBytes(std::string_view text);

}  // namespace copytaster
