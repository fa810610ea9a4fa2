import CLibClang

extension CXCursor {
    var isNull: Bool { cx_Cursor_isNull(self) != 0 }
    var type: CXType { cx_getCursorType(self) }
    var referenced: CXCursor { cx_getCursorReferenced(self) }
    var definition: CXCursor { cx_getCursorDefinition(self) }
    var canonical: CXCursor { cx_getCanonicalCursor(self) }
    var semanticParent: CXCursor { cx_getCursorSemanticParent(self) }
    var isExpression: Bool { cx_isExpression(kind) != 0 }
    var isStatement: Bool { cx_isStatement(kind) != 0 }
    var isDeclaration: Bool { cx_isDeclaration(kind) != 0 }
    var spelling: String { LibClang.text(disposing: cx_getCursorSpelling(self)) }
    var usr: String { LibClang.text(disposing: cx_getCursorUSR(self)) }

    /// What tells one declaration from another in a unit.
    var declarationKey: UInt { UInt(bitPattern: data.0) }
    /// What tells one statement or expression from another in a unit.
    var nodeKey: UInt { UInt(bitPattern: data.1) }

    var binaryOperator: CXBinaryOperatorKind {
        cx_has_getCursorBinaryOperatorKind() != 0
            ? cx_getCursorBinaryOperatorKind(self) : .invalid
    }

    var unaryOperator: CXUnaryOperatorKind {
        cx_has_getCursorUnaryOperatorKind() != 0 ? cx_getCursorUnaryOperatorKind(self) : .invalid
    }

    var isFunctionLike: Bool {
        switch kind {
        case .functionDecl, .cxxMethod, .constructor, .destructor, .conversionFunction: true
        default: false
        }
    }
}

extension CXType {
    var canonical: CXType { cx_getCanonicalType(self) }
    var spelling: String { LibClang.text(disposing: cx_getTypeSpelling(self)) }
    var declaration: CXCursor { cx_getTypeDeclaration(self) }
    var pointee: CXType { cx_getPointeeType(self) }
    /// The type with its qualifiers: equal keys are equal types.
    var key: UInt { UInt(bitPattern: data.0) }
    var isConst: Bool { cx_isConstQualifiedType(self) != 0 }
    var isVolatile: Bool { cx_isVolatileQualifiedType(self) != 0 }
}
