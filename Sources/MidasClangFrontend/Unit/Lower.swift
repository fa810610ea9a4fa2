import CLibClang
import MidasBase
import MidasIR

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Contents that stand in for a file, by the name under which it would be opened.
public struct UnsavedFile: Sendable, Equatable {
    public var path: String
    public var contents: [UInt8]

    public init(path: String, contents: [UInt8]) {
        self.path = path
        self.contents = contents
    }
}

/// Why a file gave no unit.
public enum ParseError: Error, Equatable, CustomStringConvertible {
    case failed(file: String)
    case crashed(file: String)
    case unusableArguments(file: String)

    public var description: String {
        switch self {
        case .failed(let file): "\(file): libclang could not read it"
        case .crashed(let file): "\(file): libclang crashed"
        case .unusableArguments(let file): "\(file): libclang does not accept the flags"
        }
    }
}

extension LibClang {
    /// Parses `file` with compiler flags `arguments` (without the file and the compiler) and lowers
    /// it. Errors in the code are diagnostics and holes of the unit. Deep nesting needs stack: call
    /// it inside `withDeepStack`.
    public func lower(
        file: String, arguments: [String], unsavedFiles: [UnsavedFile] = [],
        options: LoweringOptions = LoweringOptions()
    ) throws(ParseError) -> Unit {
        try lowerWithInputs(
            file: file, arguments: arguments, unsavedFiles: unsavedFiles, options: options
        ).unit
    }

    /// As `lower`, and says which files the unit was made from.
    public func lowerWithInputs(
        file: String, arguments: [String], unsavedFiles: [UnsavedFile] = [],
        options: LoweringOptions = LoweringOptions()
    ) throws(ParseError) -> LoweredUnit {
        let index = cx_createIndex(0, 0)
        defer { cx_disposeIndex(index) }
        let unit = try parse(file, completed(arguments), unsavedFiles, index: index)
        defer { cx_disposeTranslationUnit(unit) }
        let lowering = UnitLowering(
            unit, path: options.relativePath(file),
            language: Self.language(of: file, arguments), options: options)
        lowering.lowerAll()
        return LoweredUnit(unit: lowering.unit, inputs: inclusions(of: unit))
    }

    /// Flags that every unit gets: all errors are wanted, warnings are not.
    private func completed(_ arguments: [String]) -> [String] {
        var all = arguments + ["-w", "-ferror-limit=0", "-fbracket-depth=100000"]
        if let folder = resourceFolder { all += ["-resource-dir", folder] }
        return all
    }

    private func parse(
        _ file: String, _ arguments: [String], _ unsaved: [UnsavedFile], index: CXIndex?
    ) throws(ParseError) -> CXTranslationUnit {
        let strings = CStrings(arguments + unsaved.map(\.path))
        let buffers = unsaved.map { file in
            let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: max(1, file.contents.count))
            for (index, byte) in file.contents.enumerated() {
                buffer[index] = CChar(bitPattern: byte)
            }
            return buffer
        }
        defer { for buffer in buffers { buffer.deallocate() } }
        var files = unsaved.indices.map {
            CXUnsavedFile(
                Filename: strings.pointers[arguments.count + $0], Contents: buffers[$0],
                Length: UInt(unsaved[$0].contents.count))
        }
        var unit: CXTranslationUnit?
        let flags = CXTranslationUnit_Flags.keepGoing.rawValue
        let code = strings.pointers.withUnsafeBufferPointer { pointers in
            cx_parseTranslationUnit2(
                index, file, pointers.baseAddress, Int32(arguments.count), &files,
                UInt32(files.count), flags, &unit)
        }
        if let unit, code == .success { return unit }
        switch code {
        case .crashed: throw .crashed(file: file)
        case .astReadError, .invalidArguments: throw .unusableArguments(file: file)
        default: throw .failed(file: file)
        }
    }

    /// By `-x` where it is given, else by the file's extension.
    static func language(of file: String, _ arguments: [String]) -> Unit.Language {
        for (index, argument) in arguments.enumerated().reversed() {
            if argument == "-x", index + 1 < arguments.count {
                return arguments[index + 1].hasPrefix("c++") ? .cxx : .c
            }
            if argument.hasPrefix("-x"), argument.count > 2 {
                return argument.hasPrefix("-xc++") ? .cxx : .c
            }
            if argument == "--driver-mode=g++" { return .cxx }
        }
        let name = file.lastIndex(of: ".").map { file[file.index(after: $0)...] } ?? ""
        let cxx: Set<Substring> = [
            "cc", "cpp", "cxx", "c++", "C", "CPP", "hh", "hpp", "hxx", "h++", "H", "ipp", "inl",
            "tcc",
        ]
        return cxx.contains(name) ? .cxx : .c
    }
}

/// Copies of strings for C, as long as it lives.
private final class CStrings {
    let pointers: [UnsafePointer<CChar>?]

    init(_ strings: [String]) { pointers = strings.map { UnsafePointer(strdup($0)) } }

    deinit { for pointer in pointers { free(UnsafeMutablePointer(mutating: pointer)) } }
}
