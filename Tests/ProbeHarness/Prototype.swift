/// A parameter's or result's type as far as a generated call needs it.
struct ProbedType: Hashable {
    enum Shape: Hashable {
        case void, integer, floating, complex, record, pointer, function, list, array
        case other
    }

    /// As written, without qualifiers of its own: `struct tm *`.
    var spelling: String
    /// With all typedefs resolved.
    var canonical: String
    var shape: Shape
    /// What a pointer points to.
    var pointee: Pointee?

    struct Pointee: Hashable {
        var spelling: String
        var canonical: String
        var shape: Shape
        var isConst: Bool
        /// Bytes; 0 where the type is incomplete.
        var size: Int
    }
}

/// A function of a C library as its header declares it.
struct Prototype: Hashable {
    var name: String
    /// The public header that declares it, relative to the include folder.
    var header: String
    var result: ProbedType
    var parameters: [(name: String, type: ProbedType)]
    var isVariadic: Bool

    static func == (a: Prototype, b: Prototype) -> Bool { a.name == b.name }
    func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
