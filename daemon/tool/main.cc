// `copytaster`: the command beside the daemon. Puts the subcommands together; no logic.
#include <exception>

#include "daemon/tool/commands.h"

int main(int argc, char** argv) {
  CLI::App app("Tastes, feeds and watches a newswire; the daemon is copytasterd.", "copytaster");
  app.set_version_flag("--version", "copytaster " COPYTASTER_VERSION);
  app.require_subcommand(1);
  app.footer("Each command tells more with --help.");
  int status = copytaster::kExitDone;
  copytaster::addTaste(app, status);
  copytaster::addFeed(app, status);
  copytaster::addTap(app, status);
  copytaster::addJournal(app, status);
  copytaster::addLetters(app, status);
  copytaster::addAsk(app, status);
  copytaster::addFilters(app, status);
  copytaster::addKeygen(app, status);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? copytaster::kExitDone : copytaster::kExitUsage;
  } catch (const std::exception& error) {
    copytaster::complain(error.what());
    return copytaster::kExitFailed;
  }
  return status;
}
