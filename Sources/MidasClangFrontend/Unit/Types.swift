import CLibClang
import MidasBase
import MidasIR

/// What lowering knows of one of clang's types: its IR type, and what the IR type leaves out.
struct TypeDetails {
    var id: TypeID
    var kind: CXTypeKind
    var isConst = false
    var isVolatile = false
    /// A variable-length array, or made of such.
    var isVariablyModified = false
    /// The element of the `va_list` of the platform, or a pointer to it.
    var isVariadicList = false
    var canonical: CXType
    /// The spelling as declared; made on demand.
    var spelling: StringID?

    var isReference: Bool { kind == .lValueReference || kind == .rValueReference }
    var isFunction: Bool { kind == .functionProto || kind == .functionNoProto }
    var isArray: Bool {
        switch kind {
        case .constantArray, .incompleteArray, .variableArray: true
        default: false
        }
    }
}

/// Types of clang to types of the IR. Each is looked at once; later it costs one probe by pointer.
extension UnitLowering {
    @inline(__always)
    func details(_ type: CXType) -> TypeDetails { typeDetails[typeNumber(type)] }

    func typeID(_ type: CXType) -> TypeID { typeDetails[typeNumber(type)].id }

    /// The IR type of an expression or a declaration.
    func details(of cursor: CXCursor) -> TypeDetails {
        let details = details(cursor.type)
        guard details.isArray || details.isFunction, isDecayed(cursor) else { return details }
        return decayed(details)
    }

    /// An array or function type as the pointer type that it decays to.
    private func decayed(_ details: TypeDetails) -> TypeDetails {
        var result = details
        result.id = pointer(
            to: details.isArray ? unit.types.element(details.id) ?? void : details.id)
        result.kind = .pointer
        result.isConst = false
        result.isVolatile = false
        result.isVariablyModified =
            details.isArray && self.details(pointee(of: details)).isVariablyModified
        return result
    }

    /// libclang shows a parameter that is declared as an array or a function with that type, and
    /// whatever has its type from it; in truth all these are pointers.
    private func isDecayed(_ cursor: CXCursor) -> Bool {
        switch cursor.kind {
        case .parmDecl: return true
        case .declRefExpr:
            let target = cursor.referenced
            guard target.kind == .parmDecl else { return false }
            return !self.details(target.type).isReference
        case .compoundAssignOperator, .callExpr, .cStyleCastExpr: return true
        case .binaryOperator, .conditionalOperator, .unexposedExpr, .parenExpr, .unaryOperator:
            break
        default: return false
        }
        let children = cursors.pushChildren(of: cursor)
        defer { cursors.pop(to: children.lowerBound) }
        guard let last = children.last, cursors[last].isExpression else { return false }
        if cursor.kind == .binaryOperator { return true }
        if cursor.kind == .unaryOperator, cursor.unaryOperator == .deref { return false }
        let inner = details(of: cursors[last])
        return !inner.isArray && !inner.isFunction
    }

    /// The type that a pointer points to, or the element of an array.
    func pointee(of details: TypeDetails) -> CXType {
        switch details.canonical.kind {
        case .constantArray, .incompleteArray, .variableArray:
            cx_getArrayElementType(details.canonical)
        default: details.canonical.pointee
        }
    }

    func typeSpelling(_ type: CXType) -> StringID {
        let number = typeNumber(type)
        if let known = typeDetails[number].spelling { return known }
        let spelling = intern(cx_getTypeSpelling(type))
        typeDetails[number].spelling = spelling
        return spelling
    }

    private func typeNumber(_ type: CXType) -> Int {
        let key = type.key == 0 ? 1 : type.key
        if let known = typeNumbers[key] { return Int(known) }
        let canonical = type.canonical
        var details = TypeDetails(
            id: void, kind: canonical.kind, isConst: canonical.isConst,
            isVolatile: canonical.isVolatile, canonical: canonical)
        details.id = makeType(canonical, &details)
        let number = typeDetails.count
        typeDetails.append(details)
        typeNumbers[key] = UInt32(number)
        return number
    }

    private func makeType(_ type: CXType, _ details: inout TypeDetails) -> TypeID {
        switch type.kind {
        case .invalid, .void: return void
        case .record: return recordType(type, &details)
        case .pointer, .blockPointer: return pointerType(to: type.pointee, &details)
        case .enum: return enumerationType(type)
        case .lValueReference, .rValueReference:
            // The library gives the size of what is referred to.
            let node = node(type)
            return unit.types.intern(node, size: 8, alignment: 8)
        case .constantArray, .incompleteArray, .variableArray, .dependentSizedArray:
            return arrayType(type, &details)
        case .unexposed, .overload, .dependent, .auto, .elaborated, .typedef, .attributed:
            // Placeholders of the parser and types that depend on templates: the library crashes
            // when asked for their sizes.
            let name = intern(cx_getTypeSpelling(type))
            return unit.types.intern(
                .opaque(name: name), size: TypeEntry.unknownSize, alignment: 1)
        default: break
        }
        var layout = layout(of: type)
        let node = node(type)
        // What libclang says of a reference is the size of its object.
        if case .reference = node { layout = (size: 8, alignment: 8) }
        return unit.types.intern(node, size: layout.size, alignment: layout.alignment)
    }

    /// Size and alignment in bytes as libclang says them.
    func layout(of type: CXType) -> (size: UInt64, alignment: UInt32) {
        let size = cx_Type_getSizeOf(type)
        let alignment = cx_Type_getAlignOf(type)
        return (
            size < 0 ? TypeEntry.unknownSize : UInt64(size),
            alignment < 1 ? 1 : UInt32(clamping: alignment)
        )
    }

    private func node(_ type: CXType) -> TypeNode {
        if let scalar = scalarNode(type) { return scalar }
        switch type.kind {
        case .lValueReference: return .reference(typeID(type.pointee), rvalue: false)
        case .rValueReference: return .reference(typeID(type.pointee), rvalue: true)
        case .functionProto, .functionNoProto: return .function(functionType(type))
        case .atomic: return .atomic(typeID(cx_Type_getValueType(type)))
        case .vector, .extVector:
            return .vector(
                element: typeID(cx_getElementType(type)),
                count: UInt64(max(0, cx_getNumElements(type))))
        case .complex: return .complex(floatKind(cx_getElementType(type)) ?? .double)
        case .memberPointer:
            let owner = typeID(cx_Type_getClassType(type))
            if let record = unit.types.record(owner) {
                return .memberPointer(record: record, pointee: typeID(type.pointee))
            }
        default: break
        }
        return .opaque(name: intern(cx_getTypeSpelling(type)))
    }

    private func scalarNode(_ type: CXType) -> TypeNode? {
        switch type.kind {
        case .bool: return .bool
        case .nullPtr: return .nullPointer
        case .char_U, .uChar, .char16, .char32, .uShort, .uInt, .uLong, .uLongLong, .uInt128:
            return .integer(bits: bits(type), signed: false)
        case .char_S, .sChar, .wChar, .short, .int, .long, .longLong, .int128:
            return .integer(bits: bits(type), signed: true)
        default: return floatKind(type).map { .floating($0) }
        }
    }

    private func bits(_ type: CXType) -> UInt16 {
        UInt16(clamping: max(1, cx_Type_getSizeOf(type)) * 8)
    }

    private func floatKind(_ type: CXType) -> FloatKind? {
        switch type.kind {
        case .half, .float16: .half
        case .bFloat16: .bfloat
        case .float: .float
        case .double: .double
        case .longDouble: .longDouble
        case .float128: .quad
        default: nil
        }
    }

    private func pointerType(to pointee: CXType, _ details: inout TypeDetails) -> TypeID {
        let inner = self.details(pointee)
        details.isVariablyModified = inner.isVariablyModified
        details.isVariadicList = inner.isVariadicList && inner.kind == .record
        return pointer(to: inner.id)
    }

    func pointer(to pointee: TypeID) -> TypeID {
        unit.types.intern(.pointer(pointee), size: 8, alignment: 8)
    }

    private func arrayType(_ type: CXType, _ details: inout TypeDetails) -> TypeID {
        let element = self.details(cx_getArrayElementType(type))
        details.isVariadicList = element.isVariadicList
        details.isVariablyModified = element.isVariablyModified || type.kind == .variableArray
        // Qualifiers of an array are those of its elements.
        details.isVolatile = details.isVolatile || element.isVolatile
        details.isConst = details.isConst || element.isConst
        let layout = layout(of: type)
        let count = cx_getArraySize(type)
        if type.kind == .constantArray && count >= 0 && !details.isVariablyModified {
            return unit.types.intern(
                .array(element: element.id, count: UInt64(count)), size: layout.size,
                alignment: layout.alignment)
        }
        return unit.types.intern(
            .incompleteArray(element: element.id), size: TypeEntry.unknownSize,
            alignment: unit.types.alignment(element.id))
    }

    func array(of element: TypeID, count: UInt64) -> TypeID {
        let (size, overflow) = unit.types.size(element).multipliedReportingOverflow(by: count)
        return unit.types.intern(
            .array(element: element, count: count),
            size: overflow ? TypeEntry.unknownSize : size,
            alignment: unit.types.alignment(element))
    }

    private func enumerationType(_ type: CXType) -> TypeID {
        let declaration = type.declaration
        let underlying = cx_getEnumDeclIntegerType(declaration)
        let id = underlying.kind == .invalid ? int : typeID(underlying)
        let layout = layout(of: type)
        let name = qualifiedName(of: declaration)
        return unit.types.intern(
            .enumeration(name: name, underlying: id), size: layout.size, alignment: layout.alignment
        )
    }

    func functionType(_ type: CXType) -> FunctionTypeID {
        let count = max(0, cx_getNumArgTypes(type))
        let parameters = (0..<UInt32(count)).map { passed(typeID(cx_getArgType(type, $0))) }
        let signature = FunctionType(
            result: typeID(cx_getResultType(type)), parameters: parameters,
            isVariadic: cx_isFunctionTypeVariadic(type) != 0,
            hasNoPrototype: type.kind == .functionNoProto)
        return unit.types.intern(signature)
    }

    /// What is passed for a parameter: the address of an object whose copying runs code.
    func passed(_ type: TypeID) -> TypeID {
        guard isPassedByAddress(type) else { return type }
        return unit.types.intern(.reference(type, rvalue: true), size: 8, alignment: 8)
    }

    func type(of function: FunctionTypeID) -> TypeID {
        unit.types.intern(.function(function), size: TypeEntry.unknownSize, alignment: 1)
    }
}
