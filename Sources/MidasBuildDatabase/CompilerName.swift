/// What the words before the flags of a command say: launchers, the compiler, what it targets.
struct CompilerName: Equatable {
    /// The compiler as it is named, a path perhaps.
    var program: String
    /// Compiles `.c` as C++, as `g++` and `clang++` do.
    var isCxx: Bool
    /// The target triple in front of a cross compiler's name: `arm-linux-gnueabihf-gcc`.
    var target: String?
    /// How many words the launchers and the compiler take.
    var wordCount: Int

    private static let launchers: Set<Substring> = [
        "ccache", "distcc", "sccache", "icecc", "icerun", "gomacc", "buildcache", "env", "time",
        "nice", "libtool",
    ]

    private static let cNames: Set<Substring> = [
        "cc", "gcc", "clang", "c89", "c99", "tcc", "icc", "icx",
    ]
    private static let cxxNames: Set<Substring> = ["c++", "g++", "clang++", "CC", "icpc", "icpx"]

    /// Reads the front of a command. A command that starts with a flag has no compiler named.
    init(_ arguments: [String]) {
        var index = 0
        while index < arguments.count, Self.isBeforeCompiler(arguments, index) { index += 1 }
        guard index < arguments.count, !arguments[index].hasPrefix("-") else {
            self.init(program: "cc", isCxx: false, target: nil, wordCount: index)
            return
        }
        let program = arguments[index]
        let base = Self.withoutVersion(Paths.name(program))
        let (target, kind) = Self.splitTarget(base)
        self.init(
            program: program, isCxx: Self.cxxNames.contains(kind), target: target.map(String.init),
            wordCount: index + 1)
    }

    private init(program: String, isCxx: Bool, target: String?, wordCount: Int) {
        self.program = program
        self.isCxx = isCxx
        self.target = target
        self.wordCount = wordCount
    }

    /// A launcher, its own option (`nice -n 5`, `libtool --mode=compile`) or `NAME=value`.
    private static func isBeforeCompiler(_ arguments: [String], _ index: Int) -> Bool {
        let word = arguments[index]
        if launchers.contains(Paths.name(word)) { return true }
        guard index > 0 else { return isAssignment(word) }
        return isAssignment(word) || isLauncherOption(arguments, index)
    }

    /// Options between a launcher and a compiler: nothing that follows a compiler's name counts.
    private static func isLauncherOption(_ arguments: [String], _ index: Int) -> Bool {
        let word = arguments[index]
        if word.hasPrefix("-") {
            return arguments[index...].dropFirst().contains { isCompiler(Paths.name($0)) }
        }
        return arguments[index - 1].hasPrefix("-") && Int(word) != nil
    }

    private static func isAssignment(_ word: String) -> Bool {
        guard let equals = word.firstIndex(of: "="), let first = word.first else { return false }
        return (first.isLetter || first == "_")
            && word[..<equals].allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
    }

    private static func isCompiler(_ name: Substring) -> Bool {
        let kind = splitTarget(withoutVersion(name)).kind
        return cNames.contains(kind) || cxxNames.contains(kind)
    }

    /// `gcc-12` and `clang++-19.1` without the version.
    private static func withoutVersion(_ name: Substring) -> Substring {
        guard let dash = name.lastIndex(of: "-") else { return name }
        let version = name[name.index(after: dash)...]
        let isVersion = !version.isEmpty && version.allSatisfy { $0.isNumber || $0 == "." }
        return isVersion ? name[..<dash] : name
    }

    private static func splitTarget(_ name: Substring) -> (target: Substring?, kind: Substring) {
        guard let dash = name.lastIndex(of: "-") else { return (nil, name) }
        let kind = name[name.index(after: dash)...]
        guard cNames.contains(kind) || cxxNames.contains(kind) else { return (nil, name) }
        let target = name[..<dash]
        return (target.contains("-") ? target : nil, kind)
    }
}
