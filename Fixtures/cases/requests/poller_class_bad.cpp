// A server class with a loop, a wrapped wait and housekeeping.
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <map>
#include <string>
#include <vector>

class Poller {
public:
    void watch(int fd) { fds_.push_back({fd, POLLIN, 0}); }
    bool wait(int limit) { return ::poll(fds_.data(), fds_.size(), limit) > 0; }
    const std::vector<pollfd> &fds() const { return fds_; }

private:
    std::vector<pollfd> fds_;
};

class Server {
public:
    explicit Server(int listener) : listener_(listener) { poller_.watch(listener); }

    void run() {
        for (;;) {
            if (!poller_.wait(250)) {
                idle();
                continue;
            }
            std::vector<int> ready;
            for (const auto &p : poller_.fds())
                if (p.revents & POLLIN) ready.push_back(p.fd);
            for (int fd : ready) serve(fd);
        }
    }

private:
    void idle() {
        ++idle_;
        if (++age_ > 10) age_ = 0;
    }

    void serve(int fd) {
        if (fd == listener_) {
            int client = ::accept(fd, nullptr, nullptr);
            if (client >= 0) poller_.watch(client);
            ++accepted_;
            return;
        }
        char buffer[32];
        ssize_t n = ::read(fd, buffer, sizeof buffer);
        if (n <= 0) return;
        ++requests_;
        store_[std::string(buffer, n)] = requests_;
    }

    Poller poller_;
    int listener_;               // midas: deterministic
    long idle_ = 0;              // midas: contaminated
    long age_ = 0;               // midas: contaminated
    long accepted_ = 0;          // midas: deterministic
    long requests_ = 0;          // midas: deterministic
    std::map<std::string, long> store_;  // midas: deterministic
};

int main() {
    int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    ::bind(listener, reinterpret_cast<sockaddr *>(&address), sizeof address);
    ::listen(listener, 16);
    Server server(listener);
    server.run();
}
