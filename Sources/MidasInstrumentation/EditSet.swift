/// Text that is put around a range of a file: the range itself stays as it is, so lines keep their
/// numbers.
public struct Wrapping: Hashable, Sendable {
    /// In bytes.
    public var begin: Int
    public var end: Int
    public var prefix: String
    public var suffix: String

    public init(begin: Int, end: Int, prefix: String, suffix: String) {
        self.begin = begin
        self.end = end
        self.prefix = prefix
        self.suffix = suffix
    }
}

/// The edits of all files of a program, each file once, however many units read it.
public struct EditSet: Equatable, Sendable {
    /// By file; ascending by begin, those that hold others before them.
    private(set) var wrappings: [String: [Wrapping]] = [:]

    public init() {}

    public var files: [String] { wrappings.keys.sorted() }

    /// Adds an edit unless it is there already.
    ///
    /// - Returns: false where it overlaps another without one holding the other, or where the same
    ///   text is to be wrapped otherwise; then nothing is added.
    public mutating func add(_ wrapping: Wrapping, to file: String) -> Bool {
        var known = wrappings[file] ?? []
        if known.contains(wrapping) { return true }
        if known.contains(where: { $0.conflicts(with: wrapping) }) { return false }
        known.append(wrapping)
        known.sort { ($0.begin, $1.end) < ($1.begin, $0.end) }
        wrappings[file] = known
        return true
    }

    /// A part of a file with the edits that lie in it.
    func apply(to bytes: [UInt8], of file: String, part: Range<Int>) -> String {
        var inside = EditSet()
        for wrapping in wrappings[file] ?? []
        where part.lowerBound <= wrapping.begin && wrapping.end <= part.upperBound {
            var moved = wrapping
            moved.begin -= part.lowerBound
            moved.end -= part.lowerBound
            _ = inside.add(moved, to: file)
        }
        return String(
            decoding: inside.apply(to: Array(bytes[part]), of: file, header: ""), as: UTF8.self)
    }

    /// A file with its edits. O(size, and edits times their logarithm).
    ///
    /// - Parameter header: what is written before everything else, whole lines.
    public func apply(to bytes: [UInt8], of file: String, header: String) -> [UInt8] {
        let known = wrappings[file] ?? []
        guard !known.isEmpty else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + known.count * 48)
        let mark = Self.byteOrderMark(of: bytes)
        result += bytes[..<mark]
        result += header.utf8
        var open: [Wrapping] = []
        var next = 0
        var copied = mark
        func copy(to end: Int) {
            result += bytes[copied..<end]
            copied = end
        }
        while next < known.count || !open.isEmpty {
            if let last = open.last, next >= known.count || last.end <= known[next].begin {
                copy(to: last.end)
                result += last.suffix.utf8
                open.removeLast()
            } else {
                copy(to: known[next].begin)
                result += known[next].prefix.utf8
                open.append(known[next])
                next += 1
            }
        }
        copy(to: bytes.count)
        return result
    }

    private static func byteOrderMark(of bytes: [UInt8]) -> Int {
        bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }
}

extension Wrapping {
    fileprivate func conflicts(with other: Wrapping) -> Bool {
        if begin == other.begin && end == other.end { return true }
        if end <= other.begin || other.end <= begin { return false }
        let holds = begin <= other.begin && other.end <= end
        let isHeld = other.begin <= begin && end <= other.end
        return !holds && !isHeld
    }
}
