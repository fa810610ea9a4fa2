/// The call makes an object.
public struct Allocation: Hashable, Sendable {
    public enum Contents: UInt8, Word {
        case uninitialised
        case zeroed
        /// The first bytes are those of the object that `origin` names.
        case copied
        /// The library fills it; flows and outputs say with what.
        case initialised
    }

    /// Which pointer then points to it (`ret`, `*0`).
    public var pointer: Path
    /// How many bytes; `.unknown` where the library decides.
    public var size: Size
    public var contents: Contents
    /// For `copied`: a pointer to what is copied (`realloc`, `strdup`).
    public var origin: Path?
    /// `origin` is released (`realloc`).
    public var releasesOrigin: Bool

    public init(
        _ pointer: Path, size: Size, contents: Contents, origin: Path? = nil,
        releasesOrigin: Bool = false
    ) {
        self.pointer = pointer
        self.size = size
        self.contents = contents
        self.origin = origin
        self.releasesOrigin = releasesOrigin
    }
}

/// The pointer, reference or iterator at `pointer` refers to `target` after the call: hidden state
/// (a library's static buffer, `*ret` is `g:localtime`), or the elements of a container.
public struct Reference: Hashable, Sendable {
    public var pointer: Path
    public var target: Path

    public init(_ pointer: Path, to target: Path) {
        self.pointer = pointer
        self.target = target
    }
}
