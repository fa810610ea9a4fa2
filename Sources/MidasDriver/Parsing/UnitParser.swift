import Foundation
import Glibc
import MidasBuildDatabase
import MidasClangFrontend
import MidasIR

/// Parses units in this process.
package struct UnitParser: Sendable {
    let libclang: LibClang

    /// Loads libclang from where `MIDAS_LIBCLANG` says, else from the best place it is found.
    package init() throws(UsageError) {
        do {
            libclang = try InstalledLibClang.load()
        } catch {
            throw UsageError("\(error)")
        }
    }

    /// Parses and lowers one unit; nesting may be deep, so this belongs inside `withDeepStack`.
    package func parse(_ request: ParserRequest) -> ParserReply {
        let unit = request.unit
        let language = unit.language == .cxx ? "c++" : "c"
        let arguments = ["-x", language] + unit.arguments + ["-working-directory", unit.directory]
        let files = unit.virtualFiles.map {
            UnsavedFile(path: $0.path, contents: Array($0.contents.utf8))
        }
        do {
            let lowered = try libclang.lowerWithInputs(
                file: unit.file, arguments: arguments, unsavedFiles: files,
                options: LoweringOptions(root: request.root, directory: unit.directory))
            let inputs = lowered.inputs.map { path in
                path.hasPrefix("/") ? path : Paths.absolute(path, in: unit.directory)
            }
            return .unit(BinaryForm.encode(lowered.unit), inputs: inputs)
        } catch {
            return .failure(Self.reason(error))
        }
    }

    private static func reason(_ error: ParseError) -> String {
        switch error {
        case .failed: "libclang could not read it"
        case .crashed: "libclang crashed on it"
        case .unusableArguments: "libclang does not accept its flags"
        }
    }
}
