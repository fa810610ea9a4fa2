import Glibc
import MidasBase
import MidasIR

/// One inclusion of a file as the library numbers its locations: offset 0 is `base`, and the numbers
/// up to its end are its own. Inside it a location is decoded here, which costs a tenth of asking.
struct FileWindow {
    private let base: UInt32
    private let length: UInt32
    let file: FileID

    /// The window around a location that the library has decoded.
    init?(around encoded: UInt32, offset: UInt32, file: FileID, size: Int) {
        guard offset < encoded, Int(offset) <= size, size < Int32.max else { return nil }
        base = encoded - offset
        length = UInt32(size)
        self.file = file
    }

    /// The offset of a location that stands for characters of this file; nil for others.
    func offset(of encoded: UInt32) -> UInt32? {
        encoded >= base && encoded - base <= length ? encoded - base : nil
    }
}

/// Where the lines of a text begin; the line found last is looked at first.
struct LineStarts {
    private var starts: [UInt32] = [0]
    private var last = 0

    /// A line ends with a line feed, a carriage return, or both, as in clang.
    init(of text: UnsafeBufferPointer<UInt8>) {
        guard let base = text.baseAddress else { return }
        starts.reserveCapacity(text.count / 24)
        guard memchr(base, Int32(UInt8(ascii: "\r")), text.count) == nil else {
            addLines(of: text)
            return
        }
        var rest = base
        let end = base + text.count
        while let feed = memchr(rest, Int32(UInt8(ascii: "\n")), end - rest) {
            rest = UnsafePointer(feed.assumingMemoryBound(to: UInt8.self)) + 1
            starts.append(UInt32(rest - base))
        }
    }

    private mutating func addLines(of text: UnsafeBufferPointer<UInt8>) {
        var index = 0
        while index < text.count {
            let byte = text[index]
            index += 1
            guard byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") else { continue }
            if byte == UInt8(ascii: "\r"), index < text.count, text[index] == UInt8(ascii: "\n") {
                index += 1
            }
            starts.append(UInt32(index))
        }
    }

    /// Line and column, from 1; logarithmic in the number of lines, constant near the last one.
    mutating func find(_ offset: UInt32) -> (line: UInt32, column: UInt32) {
        if !holds(last, offset) {
            last = holds(last + 1, offset) ? last + 1 : search(offset)
        }
        return (UInt32(last) + 1, offset - starts[last] + 1)
    }

    private func holds(_ line: Int, _ offset: UInt32) -> Bool {
        guard line < starts.count, starts[line] <= offset else { return false }
        return line + 1 == starts.count || offset < starts[line + 1]
    }

    /// The last line that begins at `offset` or before.
    private func search(_ offset: UInt32) -> Int {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }
}
