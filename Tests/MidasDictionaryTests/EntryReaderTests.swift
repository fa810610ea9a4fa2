import MidasBase
import MidasDictionary
import Testing

/// Entries are read into models, statement by statement.
@Suite struct EntryReaderTests {
    private func dictionary(_ text: String) throws -> NondeterminismDictionary {
        let file = DictionaryFile(name: "test.yml", text: text)
        return NondeterminismDictionary(try DictionarySource(files: [file]))
    }

    @Test func outputsCarryCausesConditionsAndLikelihood() throws {
        let dictionary = try dictionary(
            """
            constants:
              CLOCK_MONOTONIC: 1
            entries:
              clock_gettime:
                out:
                  "*1": [clock.monotonic likely when 0 == CLOCK_MONOTONIC && 1 != NULL]
                  ret: channel(0)
            """)
        let model = try #require(dictionary.function("clock_gettime"))
        #expect(
            model.outputs == [
                NondeterministicOutput(
                    .pointee(1), .refinement(.clockMonotonic),
                    when: [.equals(argument: 0, 1), .differs(argument: 1, 0)], likelihood: .likely),
                NondeterministicOutput(.result, .channel(argument: 0)),
            ])
    }

    @Test func flowsHaveOriginsKindsAndParts() throws {
        let dictionary = try dictionary(
            """
            states: {rand: {note: seed 1 at the start}}
            entries:
              copy:
                flows: ["*1[..2], g:rand -> *0[..1*2]", "0[order] ?> ret when several-threads"]
            """)
        let rand = try #require(dictionary.stateID("rand"))
        let target = Path(.argument(0), dereferences: 1, part: .bytes(.product(1, 2)))
        #expect(
            dictionary.function("copy")?.flows == [
                Flow(
                    Path(.argument(1), dereferences: 1, part: .bytes(.argument(2))), .copy, target),
                Flow(Path(.state(rand)), .copy, target),
                Flow(
                    Path(.argument(0), part: .order), .selects, .result, when: [.severalThreads]),
            ])
    }

    @Test func effectsOnThreadsCallbacksMemoryAndChannels() throws {
        let dictionary = try dictionary(
            """
            entries:
              everything:
                synchronises: condition-wait 0 with 1 timed on-zero
                callbacks: 2 on thread given 3,made:clock.wall result *1 handle 0
                allocates: ret size 1 copied from 0 releasing
                frees: "0"
                channels: [open ret as file named *0, "write as standard-error from vararg"]
                waits: receive timed
                format: printf 1 from 2
                traits: [never-returns, pure]
                threads: unsafe race:buffer
            """)
        let model = try #require(dictionary.function("everything"))
        #expect(
            model.synchronisations == [
                Synchronisation(
                    .conditionWait, object: .argument(0), second: .argument(1), isTimed: true,
                    success: .zero)
            ])
        #expect(
            model.callbacks == [
                Callback(
                    .argument(2), .thread,
                    arguments: [.path(.argument(3)), .made(.clockWall)], result: .pointee(1),
                    handle: .argument(0))
            ])
        #expect(
            model.allocations == [
                Allocation(
                    .result, size: .argument(1), contents: .copied, origin: .argument(0),
                    releasesOrigin: true)
            ])
        #expect(model.releases == [.argument(0)])
        #expect(model.channels[0].name == .pointee(0))
        #expect(model.channels[1].isLog)
        #expect(model.waits == [Wait(.receive, isTimed: true)])
        #expect(model.format == FormatString(.printf, format: 1, first: 2))
        #expect(model.traits == [.neverReturns, .pure, .threadUnsafe])
    }

    @Test func aTypeSaysWhatIsCalled() throws {
        let dictionary = try dictionary(
            """
            entries:
              "std::set::erase":
                callbacks: ["~this[] on during", "this<1> on during given 0,this[]"]
            """)
        let model = try #require(dictionary.function("std::set::erase"))
        let elements = Path(.receiver, part: .elements)
        #expect(
            model.callbacks == [
                Callback(elements, as: .destruction, .during),
                Callback(
                    Path(.receiver), as: .typeArgument(1), .during,
                    arguments: [.path(.argument(0)), .path(elements)]),
            ])
        #expect(throws: (any Error).self) {
            try self.dictionary("entries: {f: {callbacks: \"this<x> on during\"}}")
        }
    }

    @Test func everyNameOfAnEntryLeadsToIt() throws {
        let dictionary = try dictionary(
            """
            entries:
              read: {aliases: [__read_chk], also: {readv: int (int)}, out: {ret: input.length}}
            """)
        let model = dictionary.function("read")
        #expect(model != nil)
        #expect(dictionary.function("__read_chk") == model)
        #expect(dictionary.function("readv") == model)
        #expect(dictionary.function("write") == nil)
    }

    @Test func typesAreKeptApartFromFunctions() throws {
        let dictionary = try dictionary(
            """
            entries:
              std::unordered_map:
                kind: type
                role: container
                iteration: hash
                key: 0
                element: 1
                out: {"this[order]": ordering.hash when key type pointer}
            """)
        #expect(dictionary.function("std::unordered_map") == nil)
        let type = try #require(dictionary.type("std::__1::unordered_map<int, std::pair<a, b>>"))
        #expect(type.iteration == .hash && type.key == 0 && type.element == 1)
        #expect(type.outputs.first?.conditions == [.keyType(.pointer)])
    }

    @Test func aLaterLayerWins() throws {
        var dictionary = try dictionary("entries: {f: {out: {ret: clock.wall}}}")
        let more = try DictionarySource(
            files: [DictionaryFile(name: "mine.yml", text: "entries: {f: {traits: [pure]}}")],
            extending: dictionary)
        dictionary.add(more)
        #expect(dictionary.function("f")?.outputs.isEmpty == true)
    }

    @Test(arguments: [
        (
            "std::__cxx11::basic_string<char, std::char_traits<char>>::append",
            "std::basic_string::append"
        ),
        ("std::chrono::_V2::steady_clock::now", "std::chrono::steady_clock::now"),
        ("::read", "read"),
        ("std::operator<<<std::char_traits<char>>", "std::operator<<"),
        ("std::vector<int>::operator[]", "std::vector::operator[]"),
        ("a::operator->", "a::operator->"),
        ("a::operator bool", "a::operator bool"),
    ])
    func namesAreNormalised(name: String, expected: String) {
        #expect(NondeterminismDictionary.normalised(name) == expected)
    }

    @Test func anEntryTakesOverAnothersStatements() throws {
        let dictionary = try dictionary(
            """
            entries:
              read: {signature: int (int), out: {ret: channel(0)}, waits: receive}
              syscall:read: {kind: system-call, number: 0, like: read, waits: accept}
            """)
        let call = try #require(dictionary.systemCall(0))
        #expect(call.kind == .systemCall)
        #expect(call.outputs == dictionary.function("read")?.outputs)
        #expect(call.waits == [Wait(.accept)])
    }

    @Test func theLongestPatternGivesTheModelOfANameWithoutEntry() throws {
        let dictionary = try dictionary(
            """
            entries:
              __builtin_*: {flows: args ~> ret}
              __builtin_ia32_*: {traits: [const]}
              __builtin_ia32_rdtsc: {out: {ret: clock.counter}}
            """)
        #expect(dictionary.function("__builtin_clz")?.flows.first?.origin.root == .arguments)
        #expect(dictionary.function("__builtin_ia32_paddd")?.traits == .const)
        #expect(dictionary.function("__builtin_ia32_rdtsc")?.outputs.count == 1)
        #expect(dictionary.function("__other") == nil)
    }

    @Test func namesOfCAreFoundBehindPrefixesOfCxxAndTheCompiler() throws {
        let dictionary = try dictionary("entries: {memcpy: {overwrites: \"*0[..2]\"}}")
        let model = try #require(dictionary.function("memcpy"))
        #expect(dictionary.function("std::memcpy") == model)
        #expect(dictionary.function("__builtin_memcpy") == model)
        #expect(dictionary.function("my::memcpy") == nil)
    }

    @Test(arguments: [
        ("/dev/urandom", ChannelKind.random), ("/proc/self/stat", .kernelFile),
        ("/etc/passwd", .file), ("/dev/stdin", .standardInput), ("relative", .file),
    ])
    func pathsSayWhatIsOpened(path: String, kind: ChannelKind) {
        #expect(ChannelKind.named(path) == kind)
    }
}
