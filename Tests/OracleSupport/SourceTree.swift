/// A line of a program, or a line with a block: what shrinking deletes and rewriting moves.
public struct SourceNode: Hashable, Sendable {
    public enum Role: Hashable, Sendable {
        /// Stands for itself: may be moved into a function of its own.
        case statement
        /// Declares something, or leaves the block: stays where it is.
        case fixed
        /// A definition at file scope: a type, a variable or a prototype.
        case declaration
        case function
    }

    public var text: String
    public var body: [SourceNode]?
    public var close: String
    public var role: Role

    public init(
        _ text: String, _ body: [SourceNode]? = nil, close: String = "}",
        role: Role = .statement
    ) {
        self.text = text
        self.body = body
        self.close = close
        self.role = role
    }

    /// This node and those in it.
    public var count: Int { 1 + (body ?? []).reduce(0) { $0 + $1.count } }

    func contains(_ part: String) -> Bool {
        text.contains(part) || (body ?? []).contains { $0.contains(part) }
    }

    func write(to lines: inout [String], depth: Int) {
        let indent = String(repeating: "    ", count: depth)
        lines.append(indent + text)
        guard let body else { return }
        for node in body { node.write(to: &lines, depth: depth + 1) }
        lines.append(indent + close)
    }
}

/// A generated program.
public struct SourceProgram: Hashable, Sendable {
    public enum Language: String, Hashable, Sendable { case c, cxx }

    public var seed: UInt64
    public var language: Language
    public var nodes: [SourceNode]
    /// What the client sends: one request's bytes each.
    public var requests: [[UInt8]]
    /// A function of the generator's own that calls the entries of a library; not analysed.
    public var driver: [SourceNode] = []
    /// Reads of memory that nothing has written are part of the program.
    public var readsIndeterminate = false

    init(seed: UInt64, language: Language, nodes: [SourceNode], requests: [[UInt8]]) {
        self.seed = seed
        self.language = language
        self.nodes = nodes
        self.requests = requests
    }

    /// A C program that somebody wrote.
    public init(text: String, requests: [[UInt8]]) {
        self.init(
            seed: 1, language: .c, nodes: [SourceNode(text, role: .declaration)],
            requests: requests)
    }

    public var text: String { Self.text(of: nodes) }

    /// With the driver: what is run.
    public var runnableText: String { Self.text(of: nodes + driver) }

    public static func text(of nodes: [SourceNode]) -> String {
        var lines: [String] = []
        for node in nodes { node.write(to: &lines, depth: 0) }
        return lines.joined(separator: "\n") + "\n"
    }

    func callsFunction(_ name: String) -> Bool {
        nodes.contains { !Prelude.isPart($0) && $0.contains(name + "(") }
    }

    public var fileName: String { language == .c ? "oracle.c" : "oracle.cpp" }

    public var flags: [String] { language == .c ? ["-std=gnu11"] : ["-std=c++20"] }
}
