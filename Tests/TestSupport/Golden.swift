import Foundation
import Testing

/// Expects `text` to equal the recorded file `Goldens/<name>` beside the calling test.
///
/// With `MIDAS_RECORD=1` in the environment the file is written instead, and its diff is reviewed.
public func expectGolden(
    _ text: String, _ name: String, filePath: String = #filePath,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let file = URL(filePath: filePath).deletingLastPathComponent()
        .appending(path: "Goldens").appending(path: name)
    if ProcessInfo.processInfo.environment["MIDAS_RECORD"] == "1" {
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: true, encoding: .utf8)
        return
    }
    let recorded = try String(contentsOf: file, encoding: .utf8)
    #expect(text == recorded, "differs from \(file.path)", sourceLocation: sourceLocation)
}
