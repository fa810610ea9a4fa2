/// A command of a database that links: objects and libraries into a program or a library.
public struct LinkCommand: Hashable, Sendable {
    /// What it writes, absolute.
    public var output: String
    /// Objects and archives, absolute, in the order of the command.
    public var inputs: [String]

    public init(output: String, inputs: [String]) {
        self.output = output
        self.inputs = inputs
    }

    /// Reads a command; nil for one that compiles. `cc -o server a.o b.o libx.a` links, and so does
    /// `ar rcs libx.a a.o`.
    init?(_ words: [String], _ arguments: CompilerArguments, directory: String) {
        func absolute(_ name: String) -> String { Paths.absolute(name, in: directory) }
        if let first = words.first, Self.isArchiver(Paths.name(first)) {
            let files = words.dropFirst().filter { Self.isLinkable($0) }
            guard let archive = files.first, files.count > 1 else { return nil }
            self.init(output: absolute(archive), inputs: files.dropFirst().map(absolute))
            return
        }
        let objects = arguments.inputs.filter(Self.isLinkable)
        guard let output = arguments.output, !objects.isEmpty,
            objects.count == arguments.inputs.count
        else { return nil }
        self.init(output: absolute(output), inputs: objects.map(absolute))
    }

    private static func isArchiver(_ name: Substring) -> Bool {
        name == "ar" || name.hasSuffix("-ar") || name.hasSuffix("-gcc-ar") || name == "llvm-ar"
    }

    private static func isLinkable(_ name: String) -> Bool {
        [".o", ".obj", ".lo", ".a", ".so"].contains { name.hasSuffix($0) }
    }

    private var isLibrary: Bool { output.hasSuffix(".a") || output.contains(".so") }

    /// The programs among the commands, each with all objects that it is made of, those of archives
    /// included, in the order of the commands.
    public static func programs(_ commands: [LinkCommand]) -> [LinkCommand] {
        var made: [String: LinkCommand] = [:]
        for command in commands { made[command.output] = command }
        return commands.filter { !$0.isLibrary && made[$0.output] == $0 }.map { program in
            var objects: [String] = []
            var seen: Set<String> = [program.output]
            var open = Array(program.inputs.reversed())
            while let next = open.popLast() {
                guard seen.insert(next).inserted else { continue }
                if let archive = made[next] {
                    open += archive.inputs.reversed()
                } else {
                    objects.append(next)
                }
            }
            return LinkCommand(output: program.output, inputs: objects)
        }
    }
}
