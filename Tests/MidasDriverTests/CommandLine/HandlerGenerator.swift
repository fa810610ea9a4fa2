/// Makes handlers of one server: statements over its variables with draws in all places where an
/// expression may stand. Arithmetic is unsigned, every loop ends.
struct HandlerGenerator {
    private var state: UInt64
    private var depth = 0
    private var loops = 0

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    /// A number below `bound` (SplitMix64).
    private mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ mixed >> 31) % UInt64(bound))
    }

    /// A server with one handler, `handle`, and what its harness asks for.
    mutating func program() -> String { Self.server([handler("handle")]) }

    /// A server with many handlers over the same state.
    static func server(_ handlers: [String]) -> String {
        """
        #include <stddef.h>
        #include <stdlib.h>
        #include <string.h>
        unsigned long fresh, g0, g1, g2, g3, table[16], kept[16];
        static struct { unsigned long x; unsigned y; } pair;
        static unsigned long twice(unsigned long v) { return v * 2 + 1; }
        static unsigned long drawn(void) { return (unsigned long)random() & 1023; }
        static void note(unsigned long v) { kept[v & 15] += (unsigned long)random() % 3 + v; }
        \(handlers.joined())size_t state(unsigned char *bytes) {
            unsigned char *next = bytes;
        #define ADD(x) (memcpy(next, &(x), sizeof(x)), next += sizeof(x))
            ADD(fresh); ADD(g0); ADD(g1); ADD(g2); ADD(g3); ADD(table); ADD(kept); ADD(pair.x); ADD(pair.y);
            return (size_t)(next - bytes);
        }

        """
    }

    /// One handler.
    mutating func handler(_ name: String) -> String {
        var body = "    fresh = (unsigned long)random();\n    g0 = fresh;\n"
        for _ in 0..<(6 + below(8)) { body += statement(indent: 1) }
        if below(4) == 0 {
            body +=
                "    if (\(expression()) % 3 == 0) goto out;\n" + statement(indent: 1)
                + "out:\n" + statement(indent: 1)
        }
        return """
            int \(name)(int n) {
                unsigned long a = (unsigned long)n, b = 0, c = 1;
            \(body)    return (int)((a + b + c) & 1);
            }

            """
    }

    private mutating func statement(indent: Int) -> String {
        let space = String(repeating: "    ", count: indent)
        depth = 0
        switch below(indent < 4 ? 15 : 7) {
        case 0, 1, 2: return "\(space)\(place()) = \(expression());\n"
        case 3: return "\(space)\(place()) += \(expression());\n"
        case 4: return "\(space)\(local()) = \(expression());\n"
        case 5: return "\(space)g\(below(4))++;\n"
        case 6:
            let exit =
                switch below(loops > 0 ? 3 : 1) {
                case 1: "break"
                case 2: "continue"
                default: "return \(below(3))"
                }
            return "\(space)if (\(expression()) % 7 == 0) \(exit);\n"
        case 7, 8:
            var text = "\(space)if (\(expression()) & 1) {\n" + block(indent)
            if below(2) == 0 { text += "\(space)} else {\n" + block(indent) }
            return text + "\(space)}\n"
        case 9: return choice(indent)
        case 10: return "\(space)\(place()) = drawn() + \(expression());\n"
        case 11: return "\(space)note(\(expression()));\n"
        case 12:
            let count = "w\(indent)"
            loops += 1
            defer { loops -= 1 }
            return "\(space){\n\(space)    int \(count) = n % 3;\n"
                + "\(space)    while (\(count)-- > 0) {\n" + block(indent + 1)
                + "\(space)    }\n\(space)}\n"
        default:
            loops += 1
            defer { loops -= 1 }
            let name = "i\(indent)"
            return "\(space)for (int \(name) = 0; \(name) < n % \(2 + below(4)); \(name)++) {\n"
                + block(indent) + "\(space)}\n"
        }
    }

    /// Cases that fall through, a default or none.
    private mutating func choice(_ indent: Int) -> String {
        let space = String(repeating: "    ", count: indent)
        let outer = loops
        // What continues would go on with a loop around; a break leaves the switch.
        loops = 0
        defer { loops = outer }
        var text = "\(space)switch ((int)(\(expression()) % 4)) {\n"
        for number in 0..<(1 + below(3)) {
            text += "\(space)case \(number):\n" + statement(indent: indent + 1)
            if below(3) > 0 { text += "\(space)    break;\n" }
        }
        if below(2) == 0 { text += "\(space)default:\n" + statement(indent: indent + 1) }
        return text + "\(space)}\n"
    }

    private mutating func block(_ indent: Int) -> String {
        (0...below(3)).map { _ in statement(indent: indent + 1) }.joined()
    }

    private mutating func local() -> String { ["a", "b", "c"][below(3)] }

    private mutating func place() -> String {
        switch below(8) {
        case 0: "pair.x"
        case 1: "pair.y"
        case 2: "table[\(expression()) & 15]"
        case 3: "kept[\(local()) & 15]"
        default: "g\(below(4))"
        }
    }

    private mutating func expression() -> String {
        depth += 1
        defer { depth -= 1 }
        switch below(depth > 3 ? 5 : 11) {
        case 0: return "\(1 + below(9))ul"
        case 1: return "(unsigned long)n"
        case 2: return local()
        case 3: return "g\(below(4))"
        case 4: return ["pair.x", "table[b & 15]", "kept[3]"][below(3)]
        case 5: return "((unsigned long)random() & 255)"
        case 6: return "twice(\(expression()))"
        case 7: return "(\(expression()) ? \(expression()) : \(expression()))"
        case 8: return "(unsigned long)(\(expression()) > 3 && \(expression()) < 99)"
        default:
            return "(\(expression()) \(["+", "-", "*", "^"][below(4)]) \(expression()))"
        }
    }
}
