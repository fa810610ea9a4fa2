import MidasDictionary

/// What a program or library that is already built takes from others.
public enum BinaryUses {
    /// Whether a file is one to read here rather than a source.
    public static func isBinary(_ path: String) -> Bool {
        guard let bytes = try? FileContents.read(path) else { return false }
        return bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46])
    }

    /// The external functions of an ELF file, each as one call: a binary does not say how many.
    public static func read(_ path: String) throws(UsageError) -> [ExternalUse] {
        try symbols(path).map { ExternalUse(name: qualifiedName(ofSymbol: $0), calls: 1) }
    }

    /// The undefined functions of an ELF file as the linker names them.
    public static func symbols(_ path: String) throws(UsageError) -> [String] {
        let bytes: [UInt8]
        do {
            bytes = try FileContents.read(path)
        } catch {
            throw UsageError("\(path): \(error.reason)")
        }
        do {
            return try ELFSymbols.undefinedFunctions(bytes)
        } catch {
            throw UsageError("\(path): \(error.reason)")
        }
    }

    /// The name that the dictionary looks a symbol up by.
    public static func qualifiedName(ofSymbol symbol: String) -> String {
        CxxNames.qualifiedName(ofSymbol: symbol)
    }
}
