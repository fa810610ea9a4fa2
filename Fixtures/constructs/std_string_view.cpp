#include <cstdio>
#include <string_view>

static int words(std::string_view s) {
    int n = 0;
    while (!s.empty()) {
        auto at = s.find(' ');
        if (at == std::string_view::npos) return n + 1;
        n++;
        s.remove_prefix(at + 1);
    }
    return n;
}

int main() {
    std::string_view s = "the quick brown fox";
    printf("%d %zu %c %d\n", words(s), s.size(), s[4], s.substr(4, 5) == "quick");
    printf("%.*s %d\n", 3, s.data(), s < std::string_view("zebra"));
    return 0;
}
