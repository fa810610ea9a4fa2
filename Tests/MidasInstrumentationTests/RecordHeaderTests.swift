import Foundation
import MidasInstrumentation
import Testing

@Suite struct RecordHeaderTests {
    /// What is written beside instrumented code is the header that the runtime is built with.
    @Test func theCopyIsTheHeaderOfTheRuntime() throws {
        let file = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Sources/CMidas/include/midas_record.h")
        #expect(try String(contentsOf: file, encoding: .utf8) == recordHeader)
    }
}
