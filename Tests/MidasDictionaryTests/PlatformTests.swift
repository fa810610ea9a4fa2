import MidasDictionary
import PlatformFacts
import Testing

/// The dictionary agrees with the headers, libraries and manual pages that are installed.
@Suite struct PlatformTests {
    private func checks() throws -> PlatformChecks {
        PlatformChecks(try Repository.source.get())
    }

    private static let headers = Result { try HeaderFunctions.read() }

    private func functions() throws -> [HeaderFunction]? {
        let functions = try Self.headers.get()
        if functions == nil { print("skipped: clang or the C library's headers are not installed") }
        return functions
    }

    @Test func everyDeclaredFunctionHasAnEntry() throws {
        guard let functions = try functions() else { return }
        #expect(functions.count > 2000)
        let names = functions.map(\.name).filter(PlatformChecks.isPublic)
        let missing = try checks().missing(names)
        #expect(missing.isEmpty, "\(missing)")
    }

    @Test func signaturesAreThoseOfTheHeaders() throws {
        guard let functions = try functions() else { return }
        let contradictions = try checks().signatureContradictions(functions)
        #expect(contradictions.isEmpty, "\(contradictions)")
    }

    @Test func attributesOfTheHeadersHold() throws {
        guard let functions = try functions() else { return }
        let contradictions = try checks().attributeContradictions(functions)
        #expect(contradictions.isEmpty, "\(contradictions)")
    }

    @Test(arguments: ["libc.so.6", "libm.so.6"])
    func everyExportedFunctionHasAnEntry(library: String) throws {
        guard let symbols = try ExportedSymbols.read(library) else {
            print("skipped: no nm or no \(library)")
            return
        }
        let missing = try checks().missing(symbols.filter(PlatformChecks.isPublic))
        #expect(missing.isEmpty, "\(missing)")
    }

    @Test func threadSafetyIsThatOfTheManualPages() throws {
        guard let rows = try ThreadSafetyTables.read() else {
            print("skipped: no manual pages are installed")
            return
        }
        #expect(rows.count > 1000)
        let contradictions = try checks().threadSafetyContradictions(rows)
        #expect(contradictions.isEmpty, "\(contradictions)")
    }

    @Test func systemCallsHaveTheirNumbers() throws {
        guard let numbers = SystemCallNumbers.read() else {
            print("skipped: the kernel's headers are not installed")
            return
        }
        let contradictions = try checks().systemCallContradictions(numbers)
        #expect(contradictions.isEmpty, "\(contradictions)")
    }

    @Test func constantsAreThoseOfTheHeaders() throws {
        guard let result = try ConstantChecks.run(Repository.source.get()) else {
            print("skipped: clang or the C library's headers are not installed")
            return
        }
        #expect(result.compared > 20)
        #expect(result.wrong.isEmpty, "\(result.wrong)")
        #expect(result.undeclared.isEmpty, "\(result.undeclared)")
    }
}
