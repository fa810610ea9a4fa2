import CLibClang
import MidasBase
import MidasIR

/// `new` and `delete`.
extension FunctionLowering {
    /// Bytes before the first element of an array whose elements are destroyed (Itanium C++ ABI
    /// 2.7): its length is kept there.
    private func cookieSize(_ element: TypeID) -> UInt64 {
        guard destructor(of: element) != nil else { return 0 }
        return max(8, UInt64(unit.unit.types.alignment(element)))
    }

    func newExpression(_ cursor: CXCursor) -> Operand {
        let type = unit.details(of: cursor).id
        guard case .pointer(let object) = types[type] else { return unknown(cursor) }
        let parts = NewParts(self, cursor, object)
        var count: Operand?
        if let length = parts.count { count = convert(value(length), to: unit.size) }
        let placement = parts.placement.map(value)
        here(cursor)
        let cookie = count == nil ? 0 : cookieSize(object)
        let address: Operand
        if placement.count == 1, types.isPointerLike(self.type(of: placement[0])) {
            address = retyped(placement[0], as: type)
        } else {
            address = allocate(object, count, cookie, type, placement)
        }
        let giveBack = placement.isEmpty ? pushDeallocation(of: address, object, count) : nil
        if let count {
            constructArray(address, object, count, parts.initializer, cursor)
        } else if let initializer = parts.initializer {
            initialize(pointee(address, object), with: initializer)
        }
        if let giveBack {
            cleanups.removeAll { $0.id == giveBack }
            builder.setUnwind(.none)
        }
        return address
    }

    /// The storage is given back if the constructor throws (C++20 expr.new); arrays are left out.
    private func pushDeallocation(
        of address: Operand, _ object: TypeID, _ count: Operand?
    ) -> UInt32? {
        guard count == nil, case .record(let record) = types[object],
            unit.traits(record).hasConstructors
        else { return nil }
        let local = makeLocal(.temporary, type: unit.voidPointer)
        store(
            retyped(address, as: unit.voidPointer), to: place(of: local),
            flags: [.isInitialization, .isImplicit])
        let own = unit.memberOperator("operator delete", of: record, parameters: 1)
        let function = own.map(unit.symbol) ?? unit.deallocationFunction(isArray: false)
        pushCleanup(.deallocate(local, function))
        return cleanups.last?.id
    }

    private func allocate(
        _ object: TypeID, _ count: Operand?, _ cookie: UInt64, _ type: TypeID,
        _ placement: [Operand]
    ) -> Operand {
        var bytes = integer(types.size(object), unit.size)
        if let count {
            bytes = emitSize(.multiply, count, bytes)
            if cookie > 0 { bytes = emitSize(.add, bytes, integer(cookie, unit.size)) }
        }
        if let own = memberAllocation(object, count != nil, [bytes] + placement) {
            return retyped(own, as: type)
        }
        let function = unit.allocationFunction(isArray: count != nil)
        prepareUnwind(for: .direct(function))
        let raw = builder.call(
            .direct(function), [bytes], type: unit.unit.symbols[function].type,
            resultType: unit.voidPointer, flags: .isAllocation)
        guard let count, cookie > 0 else { return retyped(raw, as: type) }
        let start = retyped(raw, as: unit.pointer(to: unit.size))
        store(count, to: pointee(start, unit.size), flags: [.isInitialization, .isImplicit])
        let first = builder.emit(
            .pointerAdd, type: unit.charPointer, a: retyped(raw, as: unit.charPointer),
            b: integer(cookie, unit.size))
        return retyped(first, as: type)
    }

    /// A call of the class's own `operator new`, where it has one.
    private func memberAllocation(
        _ object: TypeID, _ isArray: Bool, _ arguments: [Operand]
    ) -> Operand? {
        guard case .record(let record) = types[object],
            let own = unit.memberOperator(
                isArray ? "operator new[]" : "operator new", of: record,
                parameters: Int32(arguments.count)),
            !isArray || destructor(of: object) == nil
        else { return nil }
        let function = unit.symbol(own)
        prepareUnwind(for: .direct(function))
        return builder.call(
            .direct(function), arguments, type: unit.unit.symbols[function].type,
            resultType: unit.voidPointer)
    }

    /// A call of the class's own `operator delete`, where it has one; says whether it had.
    private func memberDeallocation(_ object: TypeID, _ isArray: Bool, _ storage: Operand) -> Bool {
        guard case .record(let record) = types[object], !isArray || destructor(of: object) == nil
        else { return false }
        let name = isArray ? "operator delete[]" : "operator delete"
        for count in 1...2 as ClosedRange<Int32> {
            guard let own = unit.memberOperator(name, of: record, parameters: count) else {
                continue
            }
            let function = unit.symbol(own)
            let size = count == 2 ? [integer(types.size(object), unit.size)] : []
            builder.call(
                .direct(function), [storage] + size, type: unit.unit.symbols[function].type,
                resultType: unit.void)
            return true
        }
        return false
    }

    private func emitSize(_ operation: MidasIR.BinaryOperator, _ a: Operand, _ b: Operand)
        -> Operand
    {
        builder.emit(
            .binary, detail: operation.rawValue, flags: .isImplicit, type: unit.size, a: a, b: b)
    }

    private func constructArray(
        _ address: Operand, _ object: TypeID, _ count: Operand, _ initializer: CXCursor?,
        _ cursor: CXCursor
    ) {
        guard let initializer else { return }
        if initializer.kind == .initListExpr {
            let array = unit.array(of: object, count: constantInteger(count) ?? 0)
            return initialize(
                pointee(retyped(address, as: unit.pointer(to: array)), array), with: initializer)
        }
        constructElements(
            count: count, at: cursor,
            place: {
                self.pointee(
                    self.builder.emit(
                        .pointerAdd, type: self.type(of: address), a: address, b: $0), object)
            },
            body: { element in
                if initializer.kind == .callExpr && initializer.referenced.kind == .constructor {
                    self.construct(element, with: initializer)
                } else {
                    self.builder.emit(
                        .zero, flags: .isInitialization, type: self.unit.void, place: element)
                }
            })
    }

    func deleteExpression(_ cursor: CXCursor) -> Operand {
        guard let child = onlyChild(cursor) else { return unknown(cursor) }
        let pointer = value(child)
        here(cursor)
        guard case .pointer(let object) = types[type(of: pointer)] else {
            return unknown(cursor, operands: [pointer])
        }
        let isArray = deletesArray(cursor)
        let act = builder.makeBlock()
        let after = builder.makeBlock()
        builder.terminate(.branch(pointer, act, after))
        builder.continueIn(act)
        var storage = retyped(pointer, as: unit.voidPointer)
        if let destructor = destructor(of: object) {
            if isArray {
                storage = destroyArray(pointer, object, destructor)
            } else {
                destroyObject(pointer, object, destructor)
            }
        }
        if !memberDeallocation(object, isArray, storage) {
            let function = unit.deallocationFunction(isArray: isArray)
            builder.call(
                .direct(function), [storage], type: unit.unit.symbols[function].type,
                resultType: unit.void, flags: .isDeallocation)
        }
        builder.jump(to: after)
        builder.continueIn(after)
        return .none
    }

    private func destroyObject(_ pointer: Operand, _ object: TypeID, _ destructor: SymbolID) {
        let isVirtual = unit.unit.symbols[destructor].flags.contains(.isVirtual)
        builder.call(
            isVirtual ? .virtual(destructor) : .direct(destructor), [pointer],
            type: unit.unit.symbols[destructor].type, resultType: unit.void, flags: .isDestruction)
    }

    /// Destroys the elements and gives the address of the storage.
    private func destroyArray(
        _ pointer: Operand, _ object: TypeID, _ destructor: SymbolID
    ) -> Operand {
        let back = integer(0 &- Int(cookieSize(object)), unit.pointerDifference)
        let start = builder.emit(
            .pointerAdd, type: unit.charPointer, a: retyped(pointer, as: unit.charPointer), b: back)
        let length = pointee(retyped(start, as: unit.pointer(to: unit.size)), unit.size)
        let counter = temporary(unit.size)
        store(load(length), to: counter, flags: [.isInitialization, .isImplicit])
        let head = builder.makeBlock()
        let body = builder.makeBlock()
        let after = builder.makeBlock()
        builder.jump(to: head)
        builder.continueIn(head)
        builder.terminate(.branch(load(counter, flags: .isImplicit), body, after))
        builder.continueIn(body)
        let next = emitSize(
            .subtract, load(counter, flags: .isImplicit), integer(UInt64(1), unit.size))
        store(next, to: counter, flags: .isImplicit)
        let element = builder.emit(
            .pointerAdd, type: type(of: pointer), a: pointer, b: next)
        destroy(pointee(element, object), with: destructor)
        builder.jump(to: head)
        builder.continueIn(after)
        return retyped(start, as: unit.voidPointer)
    }

    private func deletesArray(_ cursor: CXCursor) -> Bool {
        var scanner = CodeScanner(unit.textFrom(cursor))
        var word: [UInt8] = []
        while let byte = scanner.next() {
            if byte == UInt8(ascii: ":") && word.isEmpty { continue }
            word.append(byte)
            if word.count == 7 { break }
        }
        return word.starts(with: "delete[".utf8)
    }
}

/// The parts of a `new` expression, which libclang shows in one row.
private struct NewParts {
    var placement: [CXCursor] = []
    var count: CXCursor?
    var initializer: CXCursor?

    init(_ function: FunctionLowering, _ cursor: CXCursor, _ object: TypeID) {
        let text = function.unit.textFrom(cursor)
        let extent = function.unit.spelledText(cx_getCursorExtent(cursor))
        let hasPlacement = Self.hasPlacement(text)
        let isArray = Self.isArray(extent)
        var sawType = false
        var rest: [CXCursor] = []
        for child in function.cursors.children(of: cursor) {
            if !child.isExpression {
                sawType = true
            } else if hasPlacement && !sawType && placement.isEmpty {
                placement.append(child)
            } else {
                rest.append(child)
            }
        }
        if isArray, let first = rest.first {
            count = first
            rest.removeFirst()
        }
        initializer = rest.last
    }

    private static func hasPlacement(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var scanner = CodeScanner(text)
        var first = scanner.next()
        while first == UInt8(ascii: ":") { first = scanner.next() }
        guard first == UInt8(ascii: "n"), scanner.skip("ew") else { return false }
        return scanner.next() == UInt8(ascii: "(")
    }

    /// Whether brackets stand outside parentheses and braces.
    private static func isArray(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var scanner = CodeScanner(text)
        var depth = 0
        var angles = 0
        while let byte = scanner.next() {
            switch byte {
            case UInt8(ascii: "("), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "}"): depth -= 1
            case UInt8(ascii: "<"): angles += 1
            case UInt8(ascii: ">"): angles -= 1
            case UInt8(ascii: "[") where depth == 0 && angles <= 0: return true
            default: break
            }
        }
        return false
    }
}

extension UnitLowering {
    /// The global `operator new` or `operator new[]`, which libclang does not name.
    func allocationFunction(isArray: Bool) -> SymbolID {
        runtimeFunction(
            isArray ? "operator new[]" : "operator new", usr: "#l#",
            FunctionType(result: voidPointer, parameters: [size], isVariadic: false))
    }

    func deallocationFunction(isArray: Bool) -> SymbolID {
        runtimeFunction(
            isArray ? "operator delete[]" : "operator delete", usr: "#*v#",
            FunctionType(result: void, parameters: [voidPointer], isVariadic: false))
    }

    /// The class's own allocation function with so many parameters, those of its bases included.
    func memberOperator(_ name: String, of record: RecordID, parameters: Int32) -> CXCursor? {
        let own = methods(of: recordTypes[record.index]).first {
            $0.kind == .cxxMethod && cx_Cursor_getNumArguments($0) == parameters
                && $0.spelling == name
        }
        if let own { return own }
        for base in self.record(record).bases {
            if let inherited = memberOperator(name, of: base.record, parameters: parameters) {
                return inherited
            }
        }
        return nil
    }

    /// A function of the run-time library that the compiler calls without a declaration.
    func runtimeFunction(_ name: String, usr: String, _ type: FunctionType) -> SymbolID {
        if let known = runtimeFunctions[name] { return known }
        let signature = self.type(of: unit.types.intern(type))
        let nameID = unit.strings.intern(name)
        var flags: Symbol.Flags = [.isSystem]
        if name != "operator new" && name != "operator new[]" { flags.insert(.cannotThrow) }
        let symbol = Symbol(
            kind: .function, linkage: .external, flags: flags, name: nameID, qualifiedName: nameID,
            usr: unit.strings.intern("c:@F@" + name + usr), type: signature,
            typeSpelling: StringTable.empty)
        let id = unit.symbols.append(symbol)
        runtimeFunctions[name] = id
        return id
    }
}
