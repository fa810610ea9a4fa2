import CLibClang
import MidasIR

/// A unit with the files that it was made from.
public struct LoweredUnit: Sendable {
    public var unit: Unit
    /// The main file and everything it includes, directly or not, as the parser names them:
    /// absolute, or relative to the working folder of the flags. Each once, in the order of the text.
    public var inputs: [String]
}

/// The files that a parsed unit consists of.
func inclusions(of unit: CXTranslationUnit) -> [String] {
    let list = InclusionList()
    cx_getInclusions(
        unit,
        { file, _, _, data in
            guard let file, let data else { return }
            let list = Unmanaged<InclusionList>.fromOpaque(data).takeUnretainedValue()
            list.add(LibClang.text(disposing: cx_getFileName(file)))
        }, Unmanaged.passUnretained(list).toOpaque())
    return list.names
}

private final class InclusionList {
    private(set) var names: [String] = []
    private var known: Set<String> = []

    func add(_ name: String) {
        if known.insert(name).inserted { names.append(name) }
    }
}
