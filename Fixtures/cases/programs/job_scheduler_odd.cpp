// A scheduler of jobs: a virtual clock from requests, retries with jitter.
#include <algorithm>
#include <cstdio>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <queue>
#include <random>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

struct Job {
    std::string name;      // midas: deterministic
    long due = 0;          // midas: contaminated
    int tries = 0;         // midas: contaminated
    long cost = 0;         // midas: deterministic
};

struct Later {
    bool operator()(const std::shared_ptr<Job> &a, const std::shared_ptr<Job> &b) const {
        if (a->due != b->due) return a->due > b->due;
        return a->name > b->name;
    }
};

class Scheduler {
public:
    using Handler = std::function<bool(Job &)>;

    Scheduler() : random_(std::random_device{}()) {}  // midas: source random effective

    void on(const std::string &kind, Handler handler) { handlers_[kind] = std::move(handler); }

    void submit(const std::string &name, long due, long cost) {
        auto job = std::make_shared<Job>();
        job->name = name;
        job->due = due;
        job->cost = cost;
        byName_[name] = job;
        queue_.push(job);
        ++submitted_;
        total_cost_ += cost;
    }

    void advance(long now) {
        clock_ = now;
        while (!queue_.empty() && queue_.top()->due <= clock_) {
            auto job = queue_.top();
            queue_.pop();
            if (run(*job)) {
                ++done_;
            } else {
                job->tries++;
                job->due = clock_ + 10 + static_cast<long>(random_() % 5);
                queue_.push(job);
            }
        }
    }

    long most_expensive() const {
        long best = 0;
        for (const auto &entry : byName_)
            if (entry.second->cost > best) best = entry.second->cost;
        return best;
    }

    void remember() { dearest_ = most_expensive(); }

private:
    bool run(Job &job) {
        auto kind = job.name.substr(0, job.name.find(':'));
        auto it = handlers_.find(kind);
        return it == handlers_.end() || it->second(job);
    }

    std::mt19937 random_;
    std::unordered_map<std::string, std::shared_ptr<Job>> byName_;
    std::priority_queue<std::shared_ptr<Job>, std::vector<std::shared_ptr<Job>>, Later> queue_;
    std::map<std::string, Handler> handlers_;
    long clock_ = 0;         // midas: deterministic
    long submitted_ = 0;     // midas: deterministic
    long total_cost_ = 0;    // midas: deterministic
    long done_ = 0;          // midas: contaminated
    long dearest_ = 0;       // midas: deterministic
};

static Scheduler scheduler;
static int bad_lines;        // midas: deterministic

int main() {
    scheduler.on("mail", [](Job &job) { return job.cost % 3 != 0; });
    scheduler.on("copy", [](Job &) { return true; });
    std::string verb, name;
    long a = 0, b = 0;
    while (std::cin >> verb) {
        try {
            if (verb == "submit") {
                std::string when, cost;
                std::cin >> name >> when >> cost;
                scheduler.submit(name, std::stol(when), std::stol(cost));
            } else if (verb == "tick") {
                std::cin >> a;
                scheduler.advance(a);
            } else if (verb == "dearest") {
                scheduler.remember();
                b = scheduler.most_expensive();
                std::printf("%ld\n", b);  // midas: output deterministic
            }
        } catch (const std::exception &) {
            bad_lines++;
        }
    }
}
