/// Makes a contradicting program small: nodes are deleted, or replaced by what is in them, as long
/// as some contradiction stays.
public struct Shrinker {
    public var oracle: Oracle
    /// How many variants are tried at most.
    public var limit = 600

    public init(oracle: Oracle) { self.oracle = oracle }

    public func shrink(_ program: SourceProgram) -> SourceProgram {
        var best = program
        var tries = 0
        var size = max(1, best.nodes.reduce(0) { $0 + $1.count } / 4)
        while tries < limit {
            var isSmaller = false
            var position = 0
            while position < best.nodes.reduce(0, { $0 + $1.count }), tries < limit {
                var changed = false
                for unwraps in size == 1 ? [false, true] : [false] {
                    var candidate = best
                    var edit = Edit(first: position, last: position + size - 1, unwraps: unwraps)
                    candidate.nodes = edit.apply(candidate.nodes)
                    guard edit.hasChanged else { continue }
                    tries += 1
                    if case .contradicts = oracle.verdict(on: candidate) {
                        best = candidate
                        changed = true
                        isSmaller = true
                        break
                    }
                }
                if !changed { position += size }
            }
            if size == 1 && !isSmaller { break }
            size = max(1, size / 2)
        }
        return best
    }

    /// Deletes the nodes of these numbers, in order of the text.
    private struct Edit {
        var first: Int
        var last: Int
        var unwraps: Bool
        var hasChanged = false
        private var number = 0

        init(first: Int, last: Int, unwraps: Bool) {
            self.first = first
            self.last = last
            self.unwraps = unwraps
        }

        mutating func apply(_ nodes: [SourceNode]) -> [SourceNode] {
            var result: [SourceNode] = []
            for node in nodes {
                let mine = number
                number += 1
                // Without its last `return` a function has no defined result.
                let isChosen =
                    mine >= first && mine <= last && !Prelude.isPart(node)
                    && !node.text.hasPrefix("return")
                if isChosen && !unwraps {
                    number += node.count - 1
                    hasChanged = true
                    continue
                }
                var kept = node
                kept.body = node.body.map { apply($0) }
                if isChosen, let body = kept.body {
                    hasChanged = true
                    result += body
                } else {
                    result.append(kept)
                }
            }
            return result
        }
    }
}

extension Prelude {
    static func isPart(_ node: SourceNode) -> Bool { known.contains(node.text) }

    private static let known = Set(nodes(.cxx).map(\.text)).subtracting(["}"])
}
