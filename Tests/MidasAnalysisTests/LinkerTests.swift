import MidasAnalysis
import MidasBase
import MidasIR
import Testing

/// A unit in the making: symbols of type `int ()` or `int`, bodies that do nothing.
private struct UnitSketch {
    var unit: Unit
    let int: TypeID
    let function: TypeID

    init(_ path: String) {
        unit = Unit(path: path, language: .c)
        let name = unit.strings.intern(path)
        unit.files.append(SourceFile(path: name, isSystem: false))
        int = unit.types.intern(.integer(bits: 32, signed: true), size: 4, alignment: 4)
        let type = unit.types.intern(
            FunctionType(result: int, parameters: [], isVariadic: false))
        function = unit.types.intern(
            .function(type), size: TypeEntry.unknownSize, alignment: 1)
    }

    @discardableResult
    mutating func add(
        _ name: String, _ kind: Symbol.Kind = .function, flags: Symbol.Flags = [],
        usr: String? = nil, linkage: Symbol.Linkage = .external, line: UInt32 = 1
    ) -> SymbolID {
        let text = unit.strings.intern(name)
        var symbol = Symbol(
            kind: kind, linkage: linkage, flags: flags, name: text, qualifiedName: text,
            usr: unit.strings.intern(usr ?? "c:@\(name)"), type: kind == .function ? function : int,
            typeSpelling: StringTable.empty)
        symbol.position = SourcePosition(
            file: FileID(UInt32(0)), line: line, column: 1, offset: 0)
        let id = unit.symbols.append(symbol)
        if flags.contains(.isDefined) && kind == .function { addBody(id) }
        return id
    }

    private mutating func addBody(_ symbol: SymbolID) {
        var builder = FunctionBuilder(symbol: symbol, resultType: int, range: .none)
        let zero = builder.constant(.integer(0, int))
        builder.terminate(.return(zero))
        unit.symbols[symbol].body = OptionalID(unit.functions.append(builder.finish()))
    }
}

@Suite struct LinkerTests {
    @Test func unitsAreJoinedByUSR() {
        var a = UnitSketch("a.c")
        a.add("main", flags: .isDefined)
        a.add("helper")
        a.add("own", flags: .isDefined, usr: "c:a.c@F@own", linkage: .internal)
        var b = UnitSketch("b.c")
        b.add("other")
        b.add("helper", flags: .isDefined, line: 7)
        b.add("own", flags: .isDefined, usr: "c:b.c@F@own", linkage: .internal)
        let program = Linker.link([a.unit, b.unit], name: "p")
        let names = program.symbols.elements.map { program.strings[$0.usr] }
        #expect(
            names == ["c:@main", "c:@helper", "c:a.c@F@own", "c:@other", "c:b.c@F@own"])
        #expect(program.functions.count == 4)
        #expect(program.symbols.elements[1].position.line == 7)
        #expect(program.files[program.symbols.elements[1].position.file].path != StringTable.empty)
        #expect(program.main == SymbolID(UInt32(0)))
        for id in program.functions.ids {
            #expect(program.body(of: program.functions[id].symbol) == id)
        }
        #expect(program.diagnostics.isEmpty)
    }

    @Test func strongDefinitionsWinAndSecondOnesAreReported() {
        var a = UnitSketch("a.c")
        a.add("weak", flags: [.isDefined, .isWeak], line: 1)
        a.add("twice", flags: .isDefined, line: 2)
        a.add("common", .variable, flags: [.isDefined, .isTentative], line: 3)
        var b = UnitSketch("b.c")
        b.add("weak", flags: .isDefined, line: 11)
        b.add("twice", flags: .isDefined, line: 12)
        b.add("common", .variable, flags: .isDefined, line: 13)
        let program = Linker.link([a.unit, b.unit], name: "p")
        #expect(program.symbols.elements.map(\.position.line) == [11, 2, 13])
        #expect(program.functions.count == 2)
        let messages = program.diagnostics.map { program.strings[$0.message] }
        #expect(messages == ["'twice' is defined again; the definition at a.c:2 is used"])
    }

    @Test func recordsOfOneNameAndDifferentLayoutStayApart() {
        func unit(_ path: String, _ fields: [String]) -> Unit {
            var sketch = UnitSketch(path)
            let name = sketch.unit.strings.intern("node")
            var record = Record(
                name: name, templateName: name, usr: sketch.unit.strings.intern("c:@S@node"),
                kind: .structure)
            record.isComplete = !fields.isEmpty
            record.fields = fields.enumerated().map { index, field in
                Field(
                    name: sketch.unit.strings.intern(field), type: sketch.int,
                    typeSpelling: StringTable.empty, bitOffset: UInt64(index * 32))
            }
            sketch.unit.types.records.append(record)
            return sketch.unit
        }
        let units = [
            unit("a.c", []), unit("b.c", ["x"]), unit("c.c", ["x"]), unit("d.c", ["y", "z"]),
        ]
        let program = Linker.link(units, name: "p")
        #expect(program.types.records.elements.map(\.fields.count) == [1, 2])
    }
}

@Suite struct ProgramPartitionTests {
    @Test func eachMainTakesWhatItNeedsFromNearby() {
        var units: [Unit] = []
        for (path, defines, needs) in [
            ("x/main.c", ["main"], ["util"]), ("x/util.c", ["util"], ["base"]),
            ("y/main.c", ["main"], ["util"]), ("y/util.c", ["util"], []),
            ("base.c", ["base"], []), ("spare.c", ["spare"], []),
        ] {
            var sketch = UnitSketch(path)
            for name in defines { sketch.add(name, flags: .isDefined) }
            for name in needs { sketch.add(name) }
            units.append(sketch.unit)
        }
        let groups = ProgramPartition.groups(of: units, libraryName: "tree")
        #expect(
            groups == [
                UnitGroup(name: "x/main.c", units: [0, 1, 4]),
                UnitGroup(name: "y/main.c", units: [2, 3]),
                UnitGroup(name: "tree", units: [5]),
            ])
        let one = ProgramPartition.groups(of: Array(units[0...1]), libraryName: "tree")
        #expect(one == [UnitGroup(name: "main", units: [0, 1])])
    }

    @Test func aSmallProgramTakesTheShortDefinitionBesideTheLargeOne() {
        var units: [Unit] = []
        for (path, defines, needs) in [
            ("server.c", ["main"], ["assert", "command"]), ("client.c", ["main"], ["assert"]),
            ("debug.c", ["assert", "command"], ["core"]), ("core.c", ["core"], []),
            ("assert.c", ["assert"], []),
        ] {
            var sketch = UnitSketch(path)
            for name in defines { sketch.add(name, flags: .isDefined) }
            for name in needs { sketch.add(name) }
            units.append(sketch.unit)
        }
        let groups = ProgramPartition.groups(of: units, libraryName: "tree")
        #expect(
            groups == [
                UnitGroup(name: "server", units: [0, 2, 3]),
                UnitGroup(name: "client", units: [1, 4]),
            ])
    }
}
