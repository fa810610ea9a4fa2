import Foundation
import MidasDictionary
import MidasDriver
import TestSupport
import Testing

/// What the `midas dictionary` commands answer.
@Suite struct DictionaryQueriesTests {
    @Test func aUsersEntryWinsOverTheBuiltInOne() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(
            "entries:\n  time: {out: {ret: random.entropy}, evidence: man}\n", to: "mine.yml")
        let dictionary = try DictionaryLoading.load([file.path])
        #expect(dictionary.entry("time")?.causes.map(\.name) == ["random.entropy"])
        #expect(dictionary.function("read") != nil)
    }

    @Test func constantsAndStatesOfTheBuiltInDictionaryAreKnownToUsers() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(
            """
            entries:
              my_clock:
                like: clock_gettime
                flows: "g:tz ~> ret when 0 == CLOCK_MONOTONIC"
                evidence: man

            """, to: "mine.yml")
        let dictionary = try DictionaryLoading.load([file.path])
        let model = try #require(dictionary.function("my_clock"))
        #expect(model.outputs == dictionary.function("clock_gettime")?.outputs)
        #expect(model.flows.first?.conditions == [.equals(argument: 0, 1)])
    }

    @Test func aMissingFileAndAMalformedOneAreUsageErrors() throws {
        let folder = try TemporaryFolder()
        let missing = #expect(throws: UsageError.self) {
            try DictionaryLoading.load([folder.path + "/none.yml"])
        }
        #expect(missing?.description.hasPrefix(folder.path + "/none.yml: ") == true)
        let file = try folder.write("entries:\n  f: {out: {ret: clock.wal}}\n", to: "f.yml")
        let malformed = #expect(throws: UsageError.self) {
            try DictionaryLoading.load([file.path])
        }
        #expect(
            malformed?.description
                == "\(file.path):2:18: entries.f.out.ret: unknown cause 'clock.wal'; "
                + "did you mean 'clock.wall'?")
    }

    @Test func lintNamesWhatIsWrongBeyondForm() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(
            "entries:\n  f: {traits: [pure], frees: \"0\", flows: 0 -> *1}\n", to: "f.yml")
        #expect(
            try DictionaryLoading.lint(file.path) == [
                "\(file.path):2:6: f: it is pure, and yet writes",
                "\(file.path):2:6: f: the entry names no evidence",
            ])
    }

    @Test func anUnknownNameOrCategoryGetsTheNearest() throws {
        let queries = try DictionaryQueries(files: [])
        let name = #expect(throws: UsageError.self) { try queries.show(["clock_getime"]) }
        #expect(
            name?.description
                == "nothing is known of 'clock_getime'; did you mean 'clock_gettime'?")
        let category = #expect(throws: UsageError.self) { try queries.list(category: "clok") }
        #expect(category?.description == "no category 'clok'; did you mean 'clock'?")
    }
}

/// External names of binaries.
@Suite struct BinaryUsesTests {
    @Test func aProgramsUndefinedFunctionsAreRead() throws {
        let path = "/proc/self/exe"
        let uses = try BinaryUses.read(
            URL(filePath: path).resolvingSymlinksInPath().path)
        #expect(uses.contains { $0.name == "malloc" || $0.name == "memcpy" })
    }

    @Test(arguments: [
        (
            "std::ostream& std::operator<< <std::char_traits<char> >(std::ostream&, char)",
            "std::operator<<"
        ),
        (
            "std::__cxx11::basic_string<char>::_M_append(char const*, unsigned long)",
            "std::__cxx11::basic_string<char>::_M_append"
        ),
        ("operator new(unsigned long)", "operator new"),
        ("void std::sort<int*>(int*, int*)", "std::sort<int*>"),
        ("a::operator()(int) const", "a::operator()"),
        ("std::__throw_length_error(char const*)", "std::__throw_length_error"),
    ])
    func demangledTextsGiveQualifiedNames(text: String, name: String) {
        #expect(CxxNames.name(ofDemangled: text) == name)
    }

    @Test func damagedFilesAreRefused() throws {
        #expect(throws: ELFSymbols.Malformed(reason: "is no ELF file")) {
            try ELFSymbols.undefinedFunctions(Array("text".utf8))
        }
        let program = try Data(
            contentsOf: URL(filePath: "/proc/self/exe").resolvingSymlinksInPath())
        let bytes = Array(program.prefix(4096))
        #expect(throws: ELFSymbols.Malformed.self) { try ELFSymbols.undefinedFunctions(bytes) }
        for position in stride(from: 5, to: 64, by: 3) {
            var damaged = bytes
            damaged[position] ^= 0xFF
            _ = try? ELFSymbols.undefinedFunctions(damaged)
        }
    }
}
