import Foundation
import MidasInstrumentation
import Testing

@Suite struct RecordHeaderTests {
    /// What is written beside instrumented code are the headers that the runtime is built with.
    @Test(arguments: [
        ("midas_record.h", recordHeader), ("midas_compensate.h", compensateHeader),
    ])
    func theCopiesAreTheHeadersOfTheRuntime(name: String, text: String) throws {
        let file = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Sources/CMidas/include/\(name)")
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
    }
}
