/// A pattern over relative paths: `*` and `?` inside one part, `**` over any number of parts. A
/// pattern that names a folder stands for everything in it; one without `/` matches at any depth.
public struct Glob: Hashable, Sendable {
    public let pattern: String
    private let parts: [Substring]

    public init(_ pattern: String) {
        self.pattern = pattern
        let trimmed = pattern.hasPrefix("./") ? pattern.dropFirst(2) : pattern[...]
        let parts = trimmed.split(separator: "/")
        self.parts = trimmed.contains("/") ? parts : ["**"] + parts
    }

    /// Whether the pattern matches a path with `/` between its parts, or a folder above it.
    ///
    /// Takes O(n·m) in the lengths of path and pattern, times the number of `**`.
    public func matches(_ path: String) -> Bool {
        Self.match(parts[...], path.split(separator: "/")[...])
    }

    private static func match(_ pattern: ArraySlice<Substring>, _ path: ArraySlice<Substring>)
        -> Bool
    {
        guard let first = pattern.first else { return true }
        if first == "**" {
            let rest = pattern.drop { $0 == "**" }
            if rest.isEmpty { return true }
            return path.indices.contains { match(rest, path[$0...]) }
        }
        guard let name = path.first, matchPart(first, name) else { return false }
        return match(pattern.dropFirst(), path.dropFirst())
    }

    /// Wildcards inside one part, with the usual two-pointer walk: a mismatch goes back to the last
    /// `*` and lets it take one more.
    private static func matchPart(_ pattern: Substring, _ name: Substring) -> Bool {
        let pattern = Array(pattern.unicodeScalars)
        let name = Array(name.unicodeScalars)
        var p = 0
        var n = 0
        var star: (pattern: Int, name: Int)?
        while n < name.count {
            if p < pattern.count, pattern[p] == "*" {
                star = (p, n)
                p += 1
            } else if p < pattern.count, pattern[p] == "?" || pattern[p] == name[n] {
                p += 1
                n += 1
            } else if let last = star {
                star = (last.pattern, last.name + 1)
                p = last.pattern + 1
                n = last.name + 1
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == "*" }
    }
}
