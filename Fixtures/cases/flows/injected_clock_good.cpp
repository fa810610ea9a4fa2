// The same journal, and nobody makes a clock of the wall.
#include <ctime>
#include <iostream>
#include <memory>
#include <string>

class Clock {
  public:
    virtual ~Clock() = default;
    virtual long now() = 0;
};
class WallClock : public Clock {
  public:
    long now() override { return time(nullptr); }
};
class LogicalClock : public Clock {
  public:
    long now() override { return ++ticks_; }

  private:
    long ticks_ = 0;  // midas: deterministic
};

class Journal {
  public:
    Journal(std::unique_ptr<Clock> wall, std::unique_ptr<Clock> logical)
        : wall_(std::move(wall)), logical_(std::move(logical)) {}
    void append() {
        stamp_ = wall_->now();
        order_ = logical_->now();
    }

  private:
    std::unique_ptr<Clock> wall_, logical_;
    long stamp_ = 0;  // midas: deterministic
    long order_ = 0;  // midas: deterministic
};

int main() {
    Journal journal(std::make_unique<LogicalClock>(), std::make_unique<LogicalClock>());
    std::string line;
    while (std::getline(std::cin, line)) journal.append();
}
