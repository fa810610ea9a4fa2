// peer server SOCKET: the shop in C++. peer client SOCKET: calls every method in every way and prints
// what comes of it. peer once SOCKET: makes one call and says how it ended.
#include "shop.midas.hpp"

#include <cstring>
#include <iostream>
#include <optional>
#include <vector>

namespace {

using namespace std::chrono_literals;
constexpr auto patience = 20s;

class Shop : public tickets::ShopService {
public:
    midas::rpc::Answer Reserve(
        const tickets::ReserveRequest &request,
        midas::rpc::Reply<tickets::ReserveReply, tickets::ShopError> &reply) override {
        tickets::ShopError error;
        error.set_left(10 - sold_);
        if (request.name().empty()) error.set_code(tickets::ShopError::NO_NAME);
        if (request.seats() > error.left()) error.set_code(tickets::ShopError::SOLD_OUT);
        if (error.code() != tickets::ShopError::UNKNOWN) return reply.Refuse(error);
        tickets::ReserveReply seats;
        seats.set_name(request.name());
        for (std::uint32_t i = 0; i < request.seats(); i++) seats.add_seats(++sold_);
        auto answer = reply.Give(seats);
        Tell();
        return answer;
    }

    midas::rpc::Answer Left(const tickets::LeftRequest &,
                            midas::rpc::Reply<tickets::LeftReply, tickets::ShopError> &reply) override {
        return reply.Give(State());
    }

    midas::rpc::Answer Await(const tickets::AwaitRequest &request,
                             midas::rpc::Reply<tickets::LeftReply, tickets::ShopError> &reply) override {
        waiting_ = reply.Keep();
        limit_ = request.left();
        Tell();
        return reply.Later();
    }

private:
    tickets::LeftReply State() const {
        tickets::LeftReply state;
        state.set_left(10 - sold_);
        return state;
    }

    void Tell() {
        if (!waiting_ || State().left() >= limit_) return;
        waiting_->Give(State());
        waiting_.reset();
    }

    std::uint32_t sold_ = 0;
    std::uint32_t limit_ = 0;
    std::optional<midas::rpc::Pending<tickets::LeftReply, tickets::ShopError>> waiting_;
};

void Show(const midas::rpc::Outcome<tickets::ReserveReply, tickets::ShopError> &outcome) {
    if (outcome) {
        std::cout << outcome.reply().name() << " has";
        for (auto seat : outcome.reply().seats()) std::cout << " " << seat;
        std::cout << "\n";
    } else if (outcome.status() == midas::rpc::refused) {
        std::cout << "refused: " << outcome.reason().code() << ", " << outcome.reason().left()
                  << " left\n";
    } else {
        std::cout << midas::rpc::Describe(outcome.status()) << "\n";
    }
}

tickets::ReserveRequest Wish(const char *name, std::uint32_t seats) {
    tickets::ReserveRequest request;
    request.set_name(name);
    request.set_seats(seats);
    return request;
}

void AskRaw(midas::rpc::Client &client, const char *method, const char *bytes) {
    midas_rpc_call *call = nullptr;
    int result = midas_rpc_start(client.get(), midas_rpc_method_number(method),
                                 MIDAS_RPC_AT_MOST_ONCE, bytes, std::strlen(bytes),
                                 std::chrono::nanoseconds(patience).count(), &call);
    if (result == MIDAS_RPC_OK) result = midas_rpc_wait(call, nullptr, nullptr);
    midas_rpc_call_destroy(call);
    std::cout << midas_rpc_describe(result) << "\n";
}

void AskTogether(tickets::ShopClient &shop) {
    tickets::AwaitRequest request;
    request.set_left(7);
    auto waiting = shop.StartAwait(request, patience);
    std::vector<decltype(shop.StartReserve({}))> calls;
    for (int i = 0; i < 3; i++) calls.push_back(shop.StartReserve(Wish("bob", 2), patience));
    auto left = waiting.Wait();
    const bool is_less = left && left.reply().left() < 7;
    std::cout << "later: " << (is_less ? "fewer are left" : midas::rpc::Describe(left.status()))
              << "\n";
    for (auto &call : calls) Show(call.Wait());
}

}  // namespace

int main(int count, char **arguments) {
    if (count != 3) return 2;
    const std::string mode = arguments[1];
    if (mode == "server") {
        Shop shop;
        midas::rpc::Server server(arguments[2]);
        if (server.get() == nullptr) return 1;
        shop.Register(server);
        auto ready = [](void *, std::uint16_t) { std::cout << "ready" << std::endl; };
        return server.Run(ready) == midas::rpc::ok ? 0 : 1;
    }
    midas::rpc::Client client(arguments[2], 1);
    if (client.get() == nullptr) return 1;
    tickets::ShopClient shop(client);
    Show(shop.Reserve(Wish("anna", 3), patience));
    if (mode == "client") {
        Show(shop.Reserve(Wish("anna", 99), patience));
        Show(shop.Reserve(Wish("", 1), patience));
        AskTogether(shop);
        std::cout << "left: " << shop.Left({}, patience).reply().left() << "\n";
        AskRaw(client, "tickets.Shop/Cancel", "");
        AskRaw(client, "tickets.Shop/Reserve", "\xff\xff\xff");
    }
    return 0;
}
