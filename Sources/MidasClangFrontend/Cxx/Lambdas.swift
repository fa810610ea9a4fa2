import CLibClang
import MidasBase
import MidasIR

/// What a variable outside a lambda is inside it: a member of the closure.
struct Capture {
    var record: RecordID
    var field: UInt32
}

/// Lambdas. libclang names explicit captures, and shows the initialisers of those that are copied;
/// which members of the closure the others are follows from their order and types.
extension FunctionLowering {
    private struct Captured {
        var variable: CXCursor?
        var field: UInt32
    }

    func initializeLambda(_ target: PlaceID, _ cursor: CXCursor) {
        guard case .record(let record) = types[type(of: target)] else { return }
        let captured = capturedVariables(cursor, record)
        registerCaptures(captured, record)
        here(cursor)
        for capture in captured {
            let field = types.records[record].fields[Int(capture.field)]
            let member = subobject(target, .field(record, capture.field))
            guard let variable = capture.variable else {
                if case .pointer = types[field.type], let object = thisObject() {
                    store(
                        address(of: object, type: field.type), to: member, flags: .isInitialization)
                } else if let object = thisObject() {
                    copyConstruct(member, from: object, moves: false, at: cursor)
                }
                continue
            }
            let initializer = captureInitializer(variable)
            if isReference(field.type) {
                let object = initializer.map(place) ?? outerPlace(variable)
                store(
                    address(of: object, type: field.type), to: member, flags: .isInitialization)
            } else if let initializer {
                initialize(member, with: initializer)
            } else {
                copyConstruct(member, from: outerPlace(variable), moves: false, at: cursor)
            }
        }
        requestCallOperator(of: record)
    }

    private func outerPlace(_ variable: CXCursor) -> PlaceID {
        if let capture = captures[variable.declarationKey] { return capturedPlace(capture) }
        return variablePlace(variable)
    }

    /// The initialiser of a capture that declares a variable of its own: `[n = f()]`.
    private func captureInitializer(_ variable: CXCursor) -> CXCursor? {
        guard captures[variable.declarationKey] == nil,
            unit.declaration(variable.declarationKey) == nil, variable.kind == .varDecl
        else { return nil }
        let initializer = cx_Cursor_getVarDeclInitializer(variable)
        return initializer.isNull ? nil : initializer
    }

    private func capturedVariables(_ cursor: CXCursor, _ record: RecordID) -> [Captured] {
        let fields = unit.record(record).fields
        guard !fields.isEmpty else { return [] }
        let children = cursors.children(of: cursor)
        var explicit = children.filter { $0.kind == .variableRef }.map(\.referenced)
        let seen = Set(explicit.map(\.declarationKey))
        var usesThis = false
        if let body = children.last(where: { $0.kind == .compoundStmt }) {
            var search = CaptureSearch(self, known: seen)
            search.visit(body)
            explicit += search.found
            usesThis = search.usesThis
        }
        var candidates = explicit[...]
        var captured: [Captured] = []
        for (index, field) in fields.enumerated() {
            var match: CXCursor?
            while let next = candidates.first {
                if fits(next, field.type) {
                    match = candidates.removeFirst()
                    break
                }
                if isThisMember(field.type) { break }
                candidates.removeFirst()
            }
            guard match != nil || usesThis || isThisMember(field.type) else { continue }
            captured.append(Captured(variable: match, field: UInt32(index)))
        }
        return captured
    }

    private func isThisMember(_ type: TypeID) -> Bool {
        guard let record = thisRecord else { return false }
        let object = unit.typeID(unit.recordTypes[record.index])
        return type == object || types.element(type) == object
    }

    /// Whether a member may hold a variable, by value or by reference.
    private func fits(_ variable: CXCursor, _ type: TypeID) -> Bool {
        var own = unit.details(of: variable).id
        if case .reference(let inner, _) = types[own] { own = inner }
        if case .reference(let inner, _) = types[type] { return inner == own }
        return type == own
    }

    private func registerCaptures(_ captured: [Captured], _ record: RecordID) {
        var known = ClosureCaptures()
        for capture in captured {
            if let variable = capture.variable {
                known.fields[variable.declarationKey] = capture.field
            } else {
                known.this = capture.field
            }
        }
        unit.closures[record] = known
    }

    private func requestCallOperator(of record: RecordID) {
        for method in unit.methods(of: unit.recordTypes[record.index])
        where method.kind == .cxxMethod && method.spelling == "operator()" {
            _ = unit.symbol(method)
        }
    }

    /// In the body of a lambda: what stands for the variables outside.
    func enterLambda(_ record: RecordID) {
        guard let known = unit.closures[record] else { return }
        for (key, field) in known.fields {
            captures[key] = Capture(record: record, field: field)
        }
        lambdaThisField = known.this
    }

    func capturedPlace(_ capture: Capture) -> PlaceID {
        guard let this else { return temporary(unit.void) }
        let type = unit.typeID(unit.recordTypes[capture.record.index])
        let object = pointee(load(place(of: this), flags: .isImplicit), type)
        let member = subobject(object, .field(capture.record, capture.field))
        if case .reference(let inner, _) = types[self.type(of: member)] {
            return pointee(load(member), inner)
        }
        return member
    }
}

/// The members of a closure by the variables that they hold.
struct ClosureCaptures {
    var fields: [UInt: UInt32] = [:]
    var this: UInt32?
}

/// Finds the variables around a lambda that its body uses, in order of their first use.
private struct CaptureSearch {
    let function: FunctionLowering
    private var known: Set<UInt>
    private(set) var found: [CXCursor] = []
    private(set) var usesThis = false

    init(_ function: FunctionLowering, known: Set<UInt>) {
        self.function = function
        self.known = known
    }

    mutating func visit(_ cursor: CXCursor) {
        switch cursor.kind {
        case .declRefExpr: reference(cursor.referenced)
        case .variableRef: reference(cursor.referenced)
        case .cxxThisExpr: usesThis = true
        case .memberRefExpr:
            if function.memberBase(of: cursor) == nil { usesThis = true }
        case .varDecl, .parmDecl: known.insert(cursor.declarationKey)
        default: break
        }
        for child in function.cursors.children(of: cursor) { visit(child) }
    }

    private mutating func reference(_ target: CXCursor) {
        guard target.kind == .varDecl || target.kind == .parmDecl else { return }
        let key = target.declarationKey
        guard !known.contains(key), cx_Cursor_hasVarDeclGlobalStorage(target) != 1 else { return }
        let isOutside =
            function.captures[key] != nil || function.unit.declaration(key) != nil
        guard isOutside else { return }
        known.insert(key)
        found.append(target)
    }
}
