#include <memory>
#include <string>
#include <unordered_map>

// What is compared and what is kept come from calls that only read.
class Job {
public:
    explicit Job(long cost) : cost_(cost) {}
    long cost() const { return cost_; }

private:
    long cost_;
};

static std::unordered_map<std::string, std::unique_ptr<Job>> jobs;
static long dearest;  // midas: deterministic

void add(const std::string &name, long cost) { jobs[name] = std::make_unique<Job>(cost); }

void remember() {
    long best = 0;
    for (const auto &entry : jobs)  // midas: source ordering superficial
        if (entry.second->cost() > best) best = entry.second->cost();
    dearest = best;
}
