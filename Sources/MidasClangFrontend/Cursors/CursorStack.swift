import CLibClang

/// The children of cursors, in one growing buffer that is used like a stack: who asks for children
/// gets a range of it, and gives it back when done. Nothing is allocated per cursor.
final class CursorStack {
    private var storage: UnsafeMutablePointer<CXCursor>
    private var capacity: Int
    private(set) var count = 0

    init() {
        capacity = 1024
        storage = .allocate(capacity: capacity)
    }

    deinit { storage.deallocate() }

    @inline(__always)
    subscript(index: Int) -> CXCursor { storage[index] }

    fileprivate func push(_ cursor: CXCursor) {
        if count == capacity { grow() }
        (storage + count).initialize(to: cursor)
        count += 1
    }

    private func grow() {
        let larger = UnsafeMutablePointer<CXCursor>.allocate(capacity: capacity * 2)
        larger.moveInitialize(from: storage, count: count)
        storage.deallocate()
        storage = larger
        capacity *= 2
    }

    /// The children of `parent`, valid until they are popped.
    func pushChildren(of parent: CXCursor) -> Range<Int> {
        let start = count
        _ = cx_visitChildren(
            parent,
            { cursor, _, data in
                Unmanaged<CursorStack>.fromOpaque(data!).takeUnretainedValue().push(cursor)
                return CXChildVisitResult.continue
            }, Unmanaged.passUnretained(self).toOpaque())
        return start..<count
    }

    /// The fields of a record type, of an implicit template instance too.
    func pushFields(of type: CXType) -> Range<Int> {
        let start = count
        _ = cx_Type_visitFields(type, Self.visitor, Unmanaged.passUnretained(self).toOpaque())
        return start..<count
    }

    /// The member functions of a class, those of implicit instances too (libclang 21 and later).
    func pushMethods(of type: CXType) -> Range<Int> {
        let start = count
        _ = cx_visitCXXMethods(type, Self.visitor, Unmanaged.passUnretained(self).toOpaque())
        return start..<count
    }

    /// The base specifiers of a class (libclang 20 and later).
    func pushBases(of type: CXType) -> Range<Int> {
        let start = count
        _ = cx_visitCXXBaseClasses(type, Self.visitor, Unmanaged.passUnretained(self).toOpaque())
        return start..<count
    }

    private static let visitor: CXFieldVisitor = { cursor, data in
        Unmanaged<CursorStack>.fromOpaque(data!).takeUnretainedValue().push(cursor)
        return CXVisitorResult.visit_Continue
    }

    /// Gives everything from `start` back.
    @inline(__always)
    func pop(to start: Int) { count = start }

    /// Calls `body` with every child of `parent`.
    func forEachChild(of parent: CXCursor, _ body: (CXCursor) -> Void) {
        let children = pushChildren(of: parent)
        for index in children { body(storage[index]) }
        pop(to: children.lowerBound)
    }

    /// The children as an array, for places that are seldom visited.
    func children(of parent: CXCursor) -> [CXCursor] {
        let children = pushChildren(of: parent)
        defer { pop(to: children.lowerBound) }
        return children.map { storage[$0] }
    }
}
