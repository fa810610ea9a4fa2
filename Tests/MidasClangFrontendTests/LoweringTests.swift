import MidasBase
import MidasClangFrontend
import MidasIR
import Testing

/// Lowers a text; nil where no libclang is installed.
func lower(_ text: String, _ name: String = "probe.c", flags: [String] = []) throws
    -> MidasIR.Unit?
{
    guard let library = installedLibrary else { return nil }
    return try withDeepStack {
        Result {
            try library.lower(
                file: name, arguments: flags,
                unsavedFiles: [UnsavedFile(path: name, contents: Array(text.utf8))])
        }
    }.get()
}

extension MidasIR.Unit {
    func function(_ name: String) throws -> Function {
        let id = try #require(
            functions.ids.first { strings[symbols[functions[$0].symbol].name] == name })
        return functions[id]
    }

    func opcodes(of name: String) throws -> [Opcode] {
        try function(name).instructions.elements.map(\.opcode)
    }
}

@Suite struct LoweringTests {
    /// The invariants of the form hold, and nothing is left out.
    private func check(_ text: String, _ name: String = "probe.c", flags: [String] = []) throws
        -> MidasIR.Unit?
    {
        guard let unit = try lower(text, name, flags: flags) else { return nil }
        #expect(UnitVerifier.verify(unit).map(\.description) == [])
        #expect(unit.diagnostics.map { unit.strings[$0.message] } == [])
        #expect(unit.coverage.filter { $0.unknown > 0 }.map { unit.strings[$0.kind] } == [])
        #expect(unit.functions.elements.allSatisfy { $0.holes.isEmpty })
        return unit
    }

    @Test func conversionsAreExplicit() throws {
        guard let unit = try check("char f(int n) { char c = n; c += 2; return c; }") else {
            return
        }
        #expect(
            try unit.opcodes(of: "f") == [
                .storageLive, .load, .cast, .store, .load, .cast, .binary, .cast, .store, .load,
            ])
    }

    @Test func membersOfUnnamedMembersAreReached() throws {
        let text = """
            struct S { int a; union { int u; struct { char q, r; }; }; };
            int f(struct S *s) { s->r = 1; return s->u; }
            """
        guard let unit = try check(text) else { return }
        let function = try unit.function("f")
        #expect(function.places.elements.contains { $0.projections.count == 3 })
    }

    @Test func clausesOfAForAreFound() throws {
        let text = """
            #define FOREVER for (;;)
            int f(int n) {
                for (; n;) n--;
                for (;; n++) if (n > 3) break;
                for (n = 0;; ) { if (n++ > 7) break; }
                FOREVER { return n; }
            }
            """
        guard let unit = try check(text) else { return }
        #expect(try unit.opcodes(of: "f").filter { $0 == .store }.count == 4)
    }

    @Test func macrosKeepBothPlaces() throws {
        let text = """
            #define TWICE(x) ((x) * 2)
            int f(int n) { return TWICE(n); }
            """
        guard let unit = try check(text) else { return }
        let function = try unit.function("f")
        let product = try #require(
            function.instructions.elements.first { $0.opcode == .binary })
        let range = function.ranges[product.range]
        #expect(range.begin.line == 2 && range.begin.column == 23)
        #expect(range.spelling.line == 1)
        #expect(unit.strings[range.macro] == "TWICE")
        let load = try #require(function.instructions.elements.first { $0.opcode == .load })
        let argument = function.ranges[load.range]
        #expect(argument.begin.column == 29 && argument.spelling.isNone)
        #expect(unit.strings[argument.macro] == "TWICE")
    }

    @Test func aFunctionWithAnErrorIsAHole() throws {
        let unit = try lower("int f(void) { undeclared = 1; return 0; } int g(void) { return 1; }")
        guard let unit else { return }
        #expect(try !unit.function("f").holes.isEmpty)
        #expect(try unit.function("g").holes.isEmpty)
        #expect(unit.diagnostics.count == 1)
    }

    @Test func atomicsInAllSpellings() throws {
        let text = """
            _Atomic int a; int b;
            int f(int v) {
                a++; a = v; v = a; a *= 3;
                __atomic_store_n(&b, v, 0);
                v = __atomic_fetch_add(&b, 1, 5);
                v += __sync_fetch_and_sub(&b, 2);
                return __sync_bool_compare_and_swap(&b, 1, 2);
            }
            """
        guard let unit = try check(text) else { return }
        let opcodes = try unit.opcodes(of: "f")
        #expect(opcodes.filter { $0 == .atomicUpdate }.count == 3)
        #expect(opcodes.filter { $0 == .atomicStore }.count == 2)
        #expect(opcodes.filter { $0 == .compareExchange }.count == 2)
    }

    @Test func deepExpressionsDoNotOverflow() throws {
        let sum = Array(repeating: "n", count: 4000).joined(separator: " + ")
        guard let unit = try check("int f(int n) { return \(sum); }") else { return }
        #expect(try unit.opcodes(of: "f").filter { $0 == .binary }.count == 3999)
    }
}
