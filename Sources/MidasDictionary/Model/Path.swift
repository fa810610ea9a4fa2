/// A name of hidden library state (`g:rand`), an index into `NondeterminismDictionary.states`.
public struct HiddenStateID: Hashable, Comparable, Sendable {
    public var raw: UInt16
    public init(_ raw: UInt16) { self.raw = raw }
    public static func < (a: Self, b: Self) -> Bool { a.raw < b.raw }
}

/// The name of a field as C spells it, an index into `NondeterminismDictionary.fields`.
public struct FieldID: Hashable, Comparable, Sendable {
    public var raw: UInt16
    public init(_ raw: UInt16) { self.raw = raw }
    public static func < (a: Self, b: Self) -> Bool { a.raw < b.raw }
}

/// Something that a call reads or writes, relative to the call.
///
/// | written | means |
/// | --- | --- |
/// | `ret`, `0`, `1`, … | the result; the value of an explicit argument (`this` is not counted) |
/// | `args` | every explicit argument (families of pure functions) |
/// | `this` | the object of a member function |
/// | `vararg` | every variadic argument |
/// | `errno`, `g:rand` | thread-local `errno`; a library's hidden state |
/// | `value` | the value of a macro or a construct |
/// | `*1`, `**3`, `*ret` | what the pointer points to, once or twice removed |
/// | `*1.st_mtim` | a field of it |
/// | `*0[..2]`, `*0[..1*2]`, `*1[..ret]` | its first bytes: as many as those arguments' product, or the result, say |
/// | `*0[text]` | its bytes up to and including the terminating null |
/// | `0[]`, `this[]` | the elements of an array, container or range |
/// | `0[keys]` | the keys of an associative container |
/// | `0[order]` | the order of the elements, apart from their values |
/// | `0[all]` | everything reachable through it |
///
/// Without brackets a pointee is the whole object of the pointed-to type.
public struct Path: Hashable, Sendable {
    public enum Root: Hashable, Sendable {
        case result
        case argument(UInt8)
        /// Every explicit argument.
        case arguments
        case receiver
        case variadic
        case errno
        case state(HiddenStateID)
        case value
    }

    /// Which part of the place is meant.
    public enum Part: Hashable, Sendable {
        case whole
        case elements
        case keys
        case order
        case reachable
        case text
        case bytes(Size)
    }

    public var root: Root
    /// How many pointers are followed from the root.
    public var dereferences: UInt8
    /// A field of what is reached then.
    public var field: FieldID?
    public var part: Part

    public init(_ root: Root, dereferences: UInt8 = 0, field: FieldID? = nil, part: Part = .whole) {
        self.root = root
        self.dereferences = dereferences
        self.field = field
        self.part = part
    }

    public static var result: Path { Path(.result) }
    public static func argument(_ index: UInt8) -> Path { Path(.argument(index)) }
    public static func pointee(_ index: UInt8) -> Path { Path(.argument(index), dereferences: 1) }
}

/// A number of bytes (or, for elements, of elements) that a call's arguments give.
public enum Size: Hashable, Sendable {
    case argument(UInt8)
    case product(UInt8, UInt8)
    case result
    /// The result times an argument (`fread`: items of a size).
    case resultTimes(UInt8)
    /// Not said by any argument.
    case unknown
}
