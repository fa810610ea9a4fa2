#include <exception>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "loader.h"
#include "orderbook/book.h"

using orderbook::Book;
using orderbook::Plugin;
using orderbook::Side;
using orderbook::Trade;

namespace {

std::vector<std::unique_ptr<Plugin>> plugins;

void execute(Book &book, const std::string &line) {
    std::istringstream words(line);
    std::string command;
    words >> command;
    if (command == "buy" || command == "sell") {
        long price = 0, quantity = 0;
        if (!(words >> price >> quantity) || quantity <= 0) {
            std::cout << "what?\n";
            return;
        }
        const Side side = command == "buy" ? Side::buy : Side::sell;
        const std::uint64_t id = book.add(side, price, quantity);
        std::cout << "id " << id << '\n';
    } else if (command == "cancel") {
        std::uint64_t id = 0;
        words >> id;
        std::cout << (book.cancel(id) ? "cancelled\n" : "no such order\n");
    } else if (command == "depth") {
        book.printDepth(std::cout);
    } else {
        std::cout << "what?\n";
    }
}

}  // namespace

int main(int argc, char **argv) {
    try {
        for (int i = 1; i < argc; ++i) plugins.push_back(loadPlugin(argv[i]));
    } catch (const std::exception &error) {
        std::cerr << "orderbook: " << error.what() << '\n';
        return 1;
    }
    Book book;
    book.subscribe([](const Trade &trade) {
        std::cout << "trade " << trade.buyer << ' ' << trade.seller << ' ' << trade.price << ' '
                  << trade.quantity << '\n';
    });
    book.subscribe([](const Trade &trade) {
        for (const auto &plugin : plugins) plugin->traded(trade);
    });
    std::string line;
    while (std::getline(std::cin, line)) execute(book, line);
    for (const auto &plugin : plugins) plugin->finish();
    return 0;
}
