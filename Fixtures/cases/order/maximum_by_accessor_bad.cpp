#include <memory>
#include <string>
#include <unordered_map>

// What is compared counts how often it was asked.
class Job {
public:
    explicit Job(long cost) : cost_(cost) {}
    long cost() const { return cost_ + calls_++; }

private:
    long cost_;
    static long calls_;
};

long Job::calls_;  // midas: contaminated

static std::unordered_map<std::string, std::unique_ptr<Job>> jobs;
static long dearest;  // midas: pure

void add(const std::string &name, long cost) { jobs[name] = std::make_unique<Job>(cost); }

void remember() {
    long best = 0;
    for (const auto &entry : jobs)  // midas: source ordering effective
        if (entry.second->cost() > best) best = entry.second->cost();
    dearest = best;
}
