// midas_rpc.hpp: remote calls from and to C++17; what the headers stand on that protoc-gen-midas
// writes. Messages are those of protobuf. Nothing is thrown but what handlers throw, which ends the
// process: the server's thread is not C++'s.
#ifndef MIDAS_RPC_HPP
#define MIDAS_RPC_HPP

#include "midas_rpc.h"

#include <chrono>
#include <cstdlib>
#include <deque>
#include <functional>
#include <string>
#include <utility>

namespace midas::rpc {

enum class Semantics { at_least_once = MIDAS_RPC_AT_LEAST_ONCE, at_most_once = MIDAS_RPC_AT_MOST_ONCE };

// How a call ended: the results of midas_rpc.h.
enum class Status : int {};
constexpr Status ok{MIDAS_RPC_OK};
constexpr Status refused{MIDAS_RPC_REFUSED};

inline const char *Describe(Status status) {
    return midas_rpc_describe(static_cast<int>(status));
}

// The reason of services that define no message for it.
struct NoReason {
    bool ParseFromArray(const void *, int) { return true; }
    bool SerializeToString(std::string *bytes) const { return bytes->empty(); }
};

// What came of a call: a reply, a reason why the handler refused, or neither.
template <class Output, class Reason>
class Outcome {
public:
    Outcome(Status status, const void *bytes, std::size_t count) : status_(status) {
        bool is_read = true;
        if (status == ok) is_read = reply_.ParseFromArray(bytes, static_cast<int>(count));
        if (status == refused) is_read = reason_.ParseFromArray(bytes, static_cast<int>(count));
        if (!is_read) status_ = Status{MIDAS_RPC_MALFORMED_REPLY};
    }

    Status status() const { return status_; }
    explicit operator bool() const { return status_ == ok; }
    const Output &reply() const { return reply_; }
    const Reason &reason() const { return reason_; }

private:
    Status status_;
    Output reply_;
    Reason reason_;
};

// A call under way or ended; one that nobody holds any more is cancelled.
template <class Output, class Reason>
class Call {
public:
    Call(Status status, midas_rpc_call *call) : status_(status), call_(call) {}
    Call(Call &&other) noexcept
        : status_(other.status_), call_(std::exchange(other.call_, nullptr)) {}
    Call &operator=(Call &&other) noexcept {
        std::swap(status_, other.status_);
        std::swap(call_, other.call_);
        return *this;
    }
    ~Call() { midas_rpc_call_destroy(call_); }

    // Whether the call has ended: `Wait` will not block.
    bool IsComplete() const { return call_ == nullptr || midas_rpc_is_complete(call_) != 0; }

    Outcome<Output, Reason> Wait() {
        const void *bytes = nullptr;
        std::size_t count = 0;
        if (call_ != nullptr) status_ = Status{midas_rpc_wait(call_, &bytes, &count)};
        return {status_, bytes, count};
    }

private:
    Status status_;
    midas_rpc_call *call_;
};

// Owns a client of midas_rpc.h; several threads may use it.
class Client {
public:
    explicit Client(midas_rpc_client *client) : client_(client) {}
    Client(const Client &) = delete;
    Client &operator=(const Client &) = delete;
    ~Client() { midas_rpc_client_destroy(client_); }

    // A client of a server at a Unix socket.
    Client(const char *path, std::uint64_t client, std::uint64_t epoch = 0) {
        midas_rpc_endpoint endpoint{sizeof endpoint, path, nullptr, 0, nullptr};
        midas_rpc_client_config config{sizeof config, MIDAS_RPC_ABI_VERSION, &endpoint, client, epoch};
        client_ = midas_rpc_client_create(&config);
    }

    midas_rpc_client *get() const { return client_; }

    template <class Output, class Reason, class Input>
    Call<Output, Reason> Start(std::uint32_t method, Semantics semantics, const Input &request,
                               std::chrono::nanoseconds timeout) {
        std::string bytes;
        midas_rpc_call *call = nullptr;
        if (!request.SerializeToString(&bytes))
            return {Status{MIDAS_RPC_MALFORMED_REQUEST}, nullptr};
        int result = midas_rpc_start(client_, method, static_cast<int>(semantics), bytes.data(),
                                     bytes.size(), static_cast<std::uint64_t>(timeout.count()),
                                     &call);
        return {Status{result}, call};
    }

private:
    midas_rpc_client *client_;
};

// What a handler returns; made by its `Reply`.
enum class Answer : int {};

// A call that is answered later, from any thread, once.
template <class Output, class Reason>
class Pending {
public:
    explicit Pending(midas_rpc_pending *pending) : pending_(pending) {}

    void Give(const Output &output) { Complete(MIDAS_RPC_OK, output); }
    void Refuse(const Reason &reason) { Complete(MIDAS_RPC_REFUSED, reason); }

private:
    template <class Message>
    void Complete(int result, const Message &message) {
        std::string bytes;
        message.SerializeToString(&bytes);
        midas_rpc_complete(std::exchange(pending_, nullptr), result, bytes.data(), bytes.size());
    }

    midas_rpc_pending *pending_;
};

// The way of a handler to an answer.
template <class Output, class Reason>
class Reply {
public:
    explicit Reply(midas_rpc_request *request) : request_(request) {}

    Answer Give(const Output &output) { return Write(MIDAS_RPC_OK, output); }
    Answer Refuse(const Reason &reason) { return Write(MIDAS_RPC_REFUSED, reason); }
    // Keeps the call; the handler then returns `Later()`.
    Pending<Output, Reason> Keep() { return Pending<Output, Reason>(midas_rpc_keep(request_)); }
    Answer Later() { return Answer{MIDAS_RPC_LATER}; }
    // The name on the peer's certificate; null on Unix sockets.
    const char *PeerName() const { return midas_rpc_peer_name(request_); }

private:
    template <class Message>
    Answer Write(int result, const Message &message) {
        std::string bytes;
        message.SerializeToString(&bytes);
        midas_rpc_reply(request_, bytes.data(), bytes.size());
        return Answer{result};
    }

    midas_rpc_request *request_;
};

// Owns a server of midas_rpc.h and the handlers that were added to it.
class Server {
public:
    explicit Server(midas_rpc_server *server) : server_(server) {}
    Server(const Server &) = delete;
    Server &operator=(const Server &) = delete;
    ~Server() { midas_rpc_server_destroy(server_); }

    // A server at a Unix socket.
    explicit Server(const char *path) {
        midas_rpc_endpoint endpoint{sizeof endpoint, path, nullptr, 0, nullptr};
        midas_rpc_server_config config{
            sizeof config, MIDAS_RPC_ABI_VERSION, &endpoint, nullptr, 0, 0};
        server_ = midas_rpc_server_create(&config);
    }

    midas_rpc_server *get() const { return server_; }

    // Adds a method. The handler takes (const Input &, Reply<Output, Reason> &) and returns an Answer.
    template <class Input, class Output, class Reason, class Handler>
    void Add(std::uint32_t method, Semantics semantics, Handler handler) {
        handlers_.push_back([handler](midas_rpc_request *call, const void *bytes, std::size_t count) {
            Input request;
            if (!request.ParseFromArray(bytes, static_cast<int>(count)))
                return static_cast<int>(MIDAS_RPC_MALFORMED_REQUEST);
            Reply<Output, Reason> reply(call);
            return static_cast<int>(handler(request, reply));
        });
        midas_rpc_server_add(server_, method, static_cast<int>(semantics), &Server::Handle,
                             &handlers_.back());
    }

    Status Run(void (*ready)(void *, std::uint16_t) = nullptr, void *context = nullptr) {
        return Status{midas_rpc_server_run(server_, ready, context)};
    }

    void Stop() { midas_rpc_server_stop(server_); }

private:
    using Function = std::function<int(midas_rpc_request *, const void *, std::size_t)>;

    static int Handle(void *context, midas_rpc_request *call, const void *bytes, std::size_t count) noexcept {
        return (*static_cast<Function *>(context))(call, bytes, count);
    }

    midas_rpc_server *server_;
    // A deque: what is in it does not move.
    std::deque<Function> handlers_;
};

}  // namespace midas::rpc

#endif
