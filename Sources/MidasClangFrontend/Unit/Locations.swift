import CLibClang
import MidasBase
import MidasIR

/// Source positions of the unit.
extension UnitLowering {
    /// A location decoded by the library. Lines are counted here: the library would look for the
    /// line ends of every file once more for each unit.
    struct Location: Equatable {
        var file: CXFile?
        var offset: UInt32 = 0
    }

    /// Where the text of `location` stands: a macro's argument where it is written, its body at the
    /// expansion.
    func fileLocation(_ location: CXSourceLocation) -> Location {
        var result = Location()
        cx_getFileLocation(location, &result.file, nil, nil, &result.offset)
        return result
    }

    /// Where the characters of `location` are: a macro's body in its definition.
    func spellingLocation(_ location: CXSourceLocation) -> Location {
        var result = Location()
        cx_getSpellingLocation(location, &result.file, nil, nil, &result.offset)
        return result
    }

    func expansionLocation(_ location: CXSourceLocation) -> Location {
        var result = Location()
        cx_getExpansionLocation(location, &result.file, nil, nil, &result.offset)
        return result
    }

    func position(_ location: Location, source: CXSourceLocation) -> SourcePosition {
        guard let file = location.file else { return .none }
        return position(in: fileID(file, at: source), at: location.offset)
    }

    func position(_ location: CXSourceLocation) -> SourcePosition {
        let encoded = location.int_data
        guard !isInMacro(encoded) else {
            return position(fileLocation(location), source: location)
        }
        if let window, let offset = window.offset(of: encoded) {
            return position(in: window.file, at: offset)
        }
        let position = position(fileLocation(location), source: location)
        if !position.isNone {
            window = FileWindow(
                around: encoded, offset: position.offset, file: position.file,
                size: contents(of: position.file).count)
        }
        return position
    }

    private func position(in file: FileID, at offset: UInt32) -> SourcePosition {
        if fileLines[file.index] == nil {
            fileLines[file.index] = LineStarts(of: contents(of: file))
        }
        let (line, column) = fileLines[file.index]!.find(offset)
        return SourcePosition(file: file, line: line, column: column, offset: offset)
    }

    /// The position of a declaration's name.
    func position(of cursor: CXCursor) -> SourcePosition {
        position(cx_getCursorLocation(cursor))
    }

    /// Whether a location came out of a macro: the highest bit of the library's encoding.
    private func isInMacro(_ encoded: UInt32) -> Bool { encoded >> 31 != 0 }

    func sourceRange(of cursor: CXCursor) -> SourceRange {
        sourceRange(cx_getCursorExtent(cursor))
    }

    func sourceRange(_ extent: CXSourceRange) -> SourceRange {
        let start = cx_getRangeStart(extent)
        guard isInMacro(extent.begin_int_data) else {
            return SourceRange(begin: position(start), end: position(cx_getRangeEnd(extent)))
        }
        let startLocation = fileLocation(start)
        let begin = position(startLocation, source: start)
        var range = SourceRange(begin: begin, end: position(cx_getRangeEnd(extent)))
        let spelling = spellingLocation(start)
        if spelling != startLocation { range.spelling = position(spelling, source: start) }
        let expansion = expansionLocation(start)
        if let file = expansion.file {
            range.macro = identifier(in: fileID(file, at: start), at: Int(expansion.offset))
        }
        return range
    }

    /// The identifier that starts at an offset of a file, or the empty string.
    func identifier(in file: FileID, at offset: Int) -> StringID {
        let text = contents(of: file)
        var end = offset
        while end < text.count, Self.isIdentifier(text[end]) { end += 1 }
        guard offset < end else { return StringTable.empty }
        return unit.strings.intern(UnsafeBufferPointer(rebasing: text[offset..<end]))
    }

    static func isIdentifier(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: byte >= 0x80
        }
    }

    /// The text of an extent where its characters are, if both ends are in one file.
    func spelledText(_ extent: CXSourceRange) -> UnsafeBufferPointer<UInt8> {
        let start = cx_getRangeStart(extent)
        let first = spellingLocation(start)
        let last = spellingLocation(cx_getRangeEnd(extent))
        guard let file = first.file, file == last.file, first.offset <= last.offset else {
            return UnsafeBufferPointer(start: nil, count: 0)
        }
        let text = contents(of: fileID(file, at: start))
        guard Int(last.offset) <= text.count else {
            return UnsafeBufferPointer(start: nil, count: 0)
        }
        return UnsafeBufferPointer(rebasing: text[Int(first.offset)..<Int(last.offset)])
    }

    /// The text from where `cursor` is spelled to the end of that file.
    func textFrom(_ cursor: CXCursor) -> UnsafeBufferPointer<UInt8> {
        let start = cx_getRangeStart(cx_getCursorExtent(cursor))
        let first = spellingLocation(start)
        guard let file = first.file else { return UnsafeBufferPointer(start: nil, count: 0) }
        let text = contents(of: fileID(file, at: start))
        guard Int(first.offset) <= text.count else {
            return UnsafeBufferPointer(start: nil, count: 0)
        }
        return UnsafeBufferPointer(rebasing: text[Int(first.offset)...])
    }

    /// The identifier with which the text of `cursor` begins.
    func leadingIdentifier(of cursor: CXCursor) -> String {
        String(decoding: textFrom(cursor).prefix(while: Self.isIdentifier), as: UTF8.self)
    }

    func contents(of file: FileID) -> UnsafeBufferPointer<UInt8> { fileContents[file.index] }

    func fileID(_ file: CXFile, at location: CXSourceLocation) -> FileID {
        let key = UInt(bitPattern: file)
        if let known = fileNumbers[key] { return FileID(known) }
        let path = options.relativePath(LibClang.text(disposing: cx_getFileName(file)))
        let id = unit.files.append(
            SourceFile(
                path: unit.strings.intern(path),
                isSystem: cx_Location_isInSystemHeader(location) != 0))
        var size = 0
        let text = cx_getFileContents(translationUnit, file, &size)
        let bytes = text.map { UnsafeRawPointer($0).assumingMemoryBound(to: UInt8.self) }
        fileContents.append(UnsafeBufferPointer(start: bytes, count: bytes == nil ? 0 : size))
        errorOffsets.append([])
        fileLines.append(nil)
        fileNumbers[key] = id.raw
        return id
    }
}
