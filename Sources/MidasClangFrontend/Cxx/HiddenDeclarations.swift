import CLibClang
import MidasBase
import MidasIR

/// What `switch (init; value)` and `for (init; variable : range)` declare before the `;`: libclang
/// shows nothing of it but the references to it.
extension FunctionLowering {
    /// Declares the hidden variables that `parts` refer to.
    func declareHidden(of cursor: CXCursor, in parts: [CXCursor]) {
        guard unit.isCXX, hasInitStatement(cursor) else { return }
        var search = HiddenSearch(self, cx_getCursorExtent(cursor))
        for part in parts { search.visit(part) }
        for variable in search.found {
            statement(.declaration, at: variable) { self.variable(variable) }
        }
    }

    /// Whether a `;` stands between the parentheses after the keyword.
    private func hasInitStatement(_ cursor: CXCursor) -> Bool {
        var scanner = CodeScanner(unit.textFrom(cursor))
        var depth = 0
        while let byte = scanner.next() {
            switch byte {
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
                depth -= 1
                if depth == 0 { return false }
            case UInt8(ascii: ";") where depth == 1: return true
            default: break
            }
        }
        return false
    }
}

/// Finds variables that are referred to inside a statement, declared in it, and shown nowhere.
private struct HiddenSearch {
    let function: FunctionLowering
    private let start: UInt32
    private var shown: Set<UInt> = []
    private(set) var found: [CXCursor] = []

    init(_ function: FunctionLowering, _ extent: CXSourceRange) {
        self.function = function
        start = extent.begin_int_data
    }

    mutating func visit(_ cursor: CXCursor) {
        switch cursor.kind {
        case .varDecl, .parmDecl: shown.insert(cursor.declarationKey)
        case .declRefExpr: reference(cursor.referenced)
        default: break
        }
        for child in function.cursors.children(of: cursor) { visit(child) }
    }

    private mutating func reference(_ target: CXCursor) {
        let key = target.declarationKey
        guard target.kind == .varDecl, !shown.contains(key), function.captures[key] == nil,
            function.unit.declaration(key) == nil, cx_Cursor_hasVarDeclGlobalStorage(target) != 1,
            cx_getCursorExtent(target).begin_int_data >= start,
            !target.spelling.hasPrefix("__")
        else { return }
        shown.insert(key)
        found.append(target)
    }
}
