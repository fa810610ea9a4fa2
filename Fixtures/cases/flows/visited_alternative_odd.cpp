#include <ctime>
#include <functional>
#include <string>
#include <variant>

// Functions that the library runs on the alternative that is there.
struct Put {
    std::string key;
    long value;
};
struct Touch {
    std::string key;
};

static long sum;      // midas: deterministic
static long touched;  // midas: pure
static long called;   // midas: pure
static long visited;  // midas: pure

struct Apply {
    void operator()(const Put &put) const { sum += put.value; }
    void operator()(const Touch &) const { touched = time(nullptr); }  // midas: source clock effective
};

template <class... Functions> struct Overloaded : Functions... {
    using Functions::operator()...;
};
template <class... Functions> Overloaded(Functions...) -> Overloaded<Functions...>;

static void note(long bias) { called = time(nullptr) + bias; }  // midas: source clock effective

int main(int count, char **) {
    std::variant<Put, Touch> command = Put{"a", count};
    std::visit(Apply{}, command);
    std::visit(
        Overloaded{
            [](const Put &) {},
            [](const Touch &) { visited = time(nullptr); }},  // midas: source clock effective
        command);
    std::invoke(note, 3);
}
