import MidasBase

/// A position in a source file. Lines and columns start at 1, columns and offsets count bytes.
@frozen
public struct SourcePosition: Hashable, Sendable {
    public var file: FileID
    public var line: UInt32
    public var column: UInt32
    public var offset: UInt32

    public init(file: FileID, line: UInt32, column: UInt32, offset: UInt32) {
        self.file = file
        self.line = line
        self.column = column
        self.offset = offset
    }

    /// No position: line 0.
    public static var none: Self { Self(file: FileID(UInt32(0)), line: 0, column: 0, offset: 0) }

    public var isNone: Bool { line == 0 }
}

/// What an instruction comes from. `begin ..< end` is where the text stands in the file: for code
/// out of a macro, the expansion. What stands in a macro body has `spelling` besides, the place of
/// its own text in the definition; the arguments of a macro are written at the expansion.
@frozen
public struct SourceRange: Hashable, Sendable {
    public var begin: SourcePosition
    public var end: SourcePosition
    /// Where the text is written, if not at `begin`.
    public var spelling: SourcePosition
    /// The outermost macro expanded here, or the empty string.
    public var macro: StringID

    public init(
        begin: SourcePosition, end: SourcePosition, spelling: SourcePosition = .none,
        macro: StringID = StringTable.empty
    ) {
        self.begin = begin
        self.end = end
        self.spelling = spelling
        self.macro = macro
    }

    public static var none: Self { Self(begin: .none, end: .none) }

    /// Whether the code comes out of a macro's body.
    public var isFromMacroBody: Bool { !spelling.isNone }
}

/// A source file of a unit or a program.
public struct SourceFile: Hashable, Sendable {
    /// As the driver named it: relative to the root where it lies below it.
    public var path: StringID
    /// Whether it was found in a system include folder.
    public var isSystem: Bool

    public init(path: StringID, isSystem: Bool) {
        self.path = path
        self.isSystem = isSystem
    }
}
