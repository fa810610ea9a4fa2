/// The difference of two versions of a file in the unified format (POSIX.1-2017, `diff -u`), without
/// time stamps; empty where they are equal.
///
/// Cost: that of Myers' algorithm, O((n + m) · d) for d differing lines.
public func unifiedDiff(path: String, old: [UInt8], new: [UInt8]) -> String {
    let before = lines(old)
    let after = lines(new)
    let steps = steps(from: before, to: after)
    let hunks = hunks(steps)
    if hunks.isEmpty { return "" }
    var text = "--- a/\(path)\n+++ b/\(path)\n"
    for hunk in hunks { text += written(steps[hunk], startingAfter: steps[..<hunk.lowerBound]) }
    return text
}

private enum DiffStep {
    case kept(Substring)
    case removed(Substring)
    case added(Substring)

    var isKept: Bool {
        if case .kept = self { true } else { false }
    }
}

/// Lines with their line feeds.
private func lines(_ bytes: [UInt8]) -> [Substring] {
    let text = String(decoding: bytes, as: UTF8.self)
    var result: [Substring] = []
    var start = text.utf8.startIndex
    while start < text.utf8.endIndex {
        let feed = text.utf8[start...].firstIndex(of: UInt8(ascii: "\n"))
        let end = feed.map { text.utf8.index(after: $0) } ?? text.utf8.endIndex
        result.append(text[start..<end])
        start = end
    }
    return result
}

private func steps(from before: [Substring], to after: [Substring]) -> [DiffStep] {
    let difference = after.difference(from: before)
    var removed = Set<Int>()
    var inserted = Set<Int>()
    for change in difference {
        switch change {
        case .remove(let offset, _, _): removed.insert(offset)
        case .insert(let offset, _, _): inserted.insert(offset)
        }
    }
    var steps: [DiffStep] = []
    var old = 0
    var new = 0
    while old < before.count || new < after.count {
        if old < before.count, removed.contains(old) {
            steps.append(.removed(before[old]))
            old += 1
        } else if new < after.count, inserted.contains(new) {
            steps.append(.added(after[new]))
            new += 1
        } else {
            steps.append(.kept(before[old]))
            old += 1
            new += 1
        }
    }
    return steps
}

/// Lines that stay the same around a change.
private let contextLength = 3

private func hunks(_ steps: [DiffStep]) -> [Range<Int>] {
    var hunks: [Range<Int>] = []
    for index in steps.indices where !steps[index].isKept {
        let start = max(0, index - contextLength)
        let end = min(steps.count, index + contextLength + 1)
        if let last = hunks.last, start <= last.upperBound {
            hunks[hunks.count - 1] = last.lowerBound..<end
        } else {
            hunks.append(start..<end)
        }
    }
    return hunks
}

private func written(
    _ hunk: ArraySlice<DiffStep>, startingAfter before: ArraySlice<DiffStep>
) -> String {
    var body = ""
    func count(_ steps: ArraySlice<DiffStep>) -> (old: Int, new: Int) {
        var old = 0
        var new = 0
        for step in steps {
            switch step {
            case .kept: (old, new) = (old + 1, new + 1)
            case .removed: old += 1
            case .added: new += 1
            }
        }
        return (old, new)
    }
    for step in hunk {
        switch step {
        case .kept(let line): body += " " + ended(line)
        case .removed(let line): body += "-" + ended(line)
        case .added(let line): body += "+" + ended(line)
        }
    }
    let start = count(before)
    let size = count(hunk)
    func range(_ start: Int, _ size: Int) -> String {
        let first = size == 0 ? start : start + 1
        return size == 1 ? "\(first)" : "\(first),\(size)"
    }
    return "@@ -\(range(start.old, size.old)) +\(range(start.new, size.new)) @@\n" + body
}

private func ended(_ line: Substring) -> String {
    line.utf8.last == UInt8(ascii: "\n") ? String(line) : line + "\n\\ No newline at end of file\n"
}
