/// The words of a compile command that the parser is given, and what else they tell.
struct CompilerArguments: Equatable {
    /// In clang's spelling, in the order of the command.
    var flags: [String] = []
    /// The language that `-x` or the compiler's name asks for, where one does.
    var language: SourceLanguage?
    /// The words that name files.
    var inputs: [String] = []
    /// The word after `-o`.
    var output: String?
    /// The compiler as it is named; a relative path where it has a slash.
    var compiler: String?
    /// Flags that neither pass nor are known to be without effect.
    var ignored: [String] = []

    /// - Parameter arguments: the whole command, with launchers and the compiler in front.
    init(command arguments: [String]) {
        let compiler = CompilerName(arguments)
        self.compiler = compiler.program
        if compiler.isCxx { language = .cxx }
        var words = WordReader(words: arguments, position: compiler.wordCount)
        takeAll(&words)
        if let target = compiler.target, !flags.contains(where: { $0.hasPrefix("--target=") }) {
            flags.insert("--target=\(target)", at: 0)
        }
    }

    /// - Parameter flags: flags alone, as in `compile_flags.txt` and after `--`.
    init(flags words: [String]) {
        var words = WordReader(words: words, position: 0)
        takeAll(&words)
    }

    private struct WordReader {
        let words: [String]
        var position: Int

        mutating func next() -> String? {
            guard position < words.count else { return nil }
            defer { position += 1 }
            return words[position]
        }
    }

    private mutating func takeAll(_ words: inout WordReader) {
        while let word = words.next() {
            if word == "--" {
                while let input = words.next() { inputs.append(input) }
            } else if !word.hasPrefix("-") || word == "-" {
                inputs.append(word)
            } else {
                takeFlag(word, &words)
            }
        }
    }

    private mutating func takeFlag(_ word: String, _ words: inout WordReader) {
        if takePreprocessorFlag(word, &words) { return }
        if FlagRules.droppedWithValue.contains(word) {
            let value = words.next()
            if word == "-o" { output = value }
            return
        }
        if word.hasPrefix("-o"), word.count > 2, !word.hasPrefix("-objc") {
            output = String(word.dropFirst(2))
            return
        }
        if FlagRules.alone.contains(word) || Self.changesMeaning(word) {
            flags.append(word)
        } else if let rule = Self.rule(for: word) {
            takeValue(of: word, rule, &words)
        } else if !Self.isQuiet(word) {
            ignored.append(word)
        }
    }

    private mutating func takeValue(
        of word: String, _ rule: (flag: String, shape: FlagRules.Shape), _ words: inout WordReader
    ) {
        let isSeparate = word == rule.flag && rule.shape != .joined
        guard isSeparate else {
            return pass(rule.flag, value: String(word.dropFirst(rule.flag.count)), word)
        }
        guard let value = words.next() else {
            ignored.append(word)
            return
        }
        pass(rule.flag, value: value, nil)
    }

    /// Adds one flag, joined with its value as `joined` if it came that way.
    private mutating func pass(_ flag: String, value: String, _ joined: String?) {
        switch flag {
        case "-x": takeLanguage(value)
        case "-target": flags.append("--target=\(value)")
        case "--sysroot": flags.append("--sysroot=\(value)")
        case "-O": flags.append(Self.optimisation(value))
        default:
            if let joined { flags.append(joined) } else { flags += [flag, value] }
        }
    }

    private mutating func takeLanguage(_ name: String) {
        switch name {
        case "c", "c-header", "cpp-output": language = .c
        case "c++", "c++-header", "c++-cpp-output": language = .cxx
        case "none": language = nil
        default: ignored.append("-x \(name)")
        }
    }

    /// `-Wp,-DX,-MD,file` and `-Xpreprocessor -DX` pass definitions and folders only.
    private mutating func takePreprocessorFlag(_ word: String, _ words: inout WordReader) -> Bool {
        var parts: [String]
        if word.hasPrefix("-Wp,") {
            parts = word.dropFirst(4).split(separator: ",").map(String.init)
        } else if word == "-Xpreprocessor" {
            parts = words.next().map { [$0] } ?? []
        } else {
            return false
        }
        parts.removeAll { part in !["-D", "-U", "-I"].contains { part.hasPrefix($0) && part != $0 }
        }
        flags += parts
        return true
    }

    private static func rule(for word: String) -> (flag: String, shape: FlagRules.Shape)? {
        FlagRules.withValue
            .filter { $0.shape == .separate ? word == $0.flag : word.hasPrefix($0.flag) }
            .max { $0.flag.count < $1.flag.count }
    }

    private static func changesMeaning(_ word: String) -> Bool {
        guard word.hasPrefix("-f") || word.hasPrefix("-m") else { return false }
        var name = word.dropFirst(2)
        if name.hasPrefix("no-") { name = name.dropFirst(3) }
        return word.hasPrefix("-f") && FlagRules.meaning.contains(String(name))
            || FlagRules.meaningWithValue.contains { name.hasPrefix($0) }
    }

    /// The levels that clang knows; they decide `__OPTIMIZE__` and nothing else that is seen here.
    private static func optimisation(_ level: String) -> String {
        ["0", "s", "z"].contains(level) ? "-O\(level)" : level == "fast" ? "-O3" : "-O2"
    }

    private static func isQuiet(_ word: String) -> Bool {
        FlagRules.quiet.contains(word) || word.hasPrefix("-f") || word.hasPrefix("-m")
            || FlagRules.quietPrefixes.contains { word.hasPrefix($0) }
    }
}
