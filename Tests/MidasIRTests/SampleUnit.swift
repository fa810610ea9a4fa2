import MidasBase
import MidasIR

/// Small units put together by hand.
enum SampleUnit {
    /// `struct counter { int count; }; int bump(struct counter *self) { return ++self->count; }`
    static let counter: Unit = {
        var unit = Unit(path: "counter.c", language: .c)
        let name = { (text: String) in unit.strings.intern(text) }
        let file = unit.files.append(SourceFile(path: name("counter.c"), isSystem: false))
        let at = { (line: UInt32) in
            SourceRange(
                begin: SourcePosition(file: file, line: line, column: 5, offset: line * 20),
                end: SourcePosition(file: file, line: line, column: 9, offset: line * 20 + 4))
        }
        unit.types.records.append(
            Record(
                name: name("counter"), templateName: name("counter"), usr: name("c:@S@counter"),
                kind: .structure))
        let record = RecordID(UInt32(0))
        let structure = unit.types.intern(.record(record), size: 4, alignment: 4)
        let int = unit.types.intern(.integer(bits: 32, signed: true), size: 4, alignment: 4)
        let pointer = unit.types.intern(.pointer(structure), size: 8, alignment: 8)
        let void = unit.types.intern(.void, size: TypeEntry.unknownSize, alignment: 1)
        let functionType = unit.types.intern(
            FunctionType(result: int, parameters: [pointer], isVariadic: false))
        let type = unit.types.intern(
            .function(functionType), size: TypeEntry.unknownSize, alignment: 1)
        unit.types.records[record].isComplete = true
        unit.types.records[record].size = 4
        unit.types.records[record].alignment = 4
        unit.types.records[record].fields = [
            Field(name: name("count"), type: int, typeSpelling: name("int"), bitOffset: 0)
        ]
        var symbol = Symbol(
            kind: .function, linkage: .external, flags: .isDefined, name: name("bump"),
            qualifiedName: name("bump"), usr: name("c:@F@bump"), type: type,
            typeSpelling: name("int (struct counter *)"))
        symbol.body = OptionalID(FunctionID(UInt32(0)))
        unit.symbols.append(symbol)

        var builder = FunctionBuilder(
            symbol: SymbolID(UInt32(0)), resultType: int, range: at(1))
        let local = builder.function.locals.append(
            Local(
                kind: .parameter, name: name("self"), type: pointer,
                typeSpelling: name("struct counter *")))
        builder.function.parameterCount = 1
        builder.range = builder.intern(at(3))
        let own = builder.place(.local(local), rootType: pointer, type: pointer)
        let address = builder.emit(.load, type: pointer, place: own)
        let count = builder.place(
            .pointer(address), rootType: structure, [.field(record, 0)], type: int)
        let old = builder.emit(.load, type: int, place: count)
        let one = builder.constant(.integer(1, int))
        let sum = builder.emit(.binary, type: int, a: old, b: one)
        builder.emit(.store, type: void, a: sum, place: count)
        builder.terminate(.return(sum))
        unit.functions.append(builder.finish())
        return unit
    }()
}
