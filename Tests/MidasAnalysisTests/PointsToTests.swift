import MidasAnalysis
import MidasBase
import MidasDictionary
import MidasIR
import Testing

@Suite struct PointsToTests {
    /// `p = &x; q = p; *pp = &y` with `pp = &q`.
    @Test func pointersAreCopiedAndStoredThrough() {
        var sketch = ProgramSketch()
        let x = sketch.global("x", sketch.int)
        let y = sketch.global("y", sketch.int)
        let type = sketch.pointer(to: sketch.int)
        let p = sketch.global("p", type)
        let q = sketch.global("q", type)
        let pp = sketch.global("pp", sketch.pointer(to: type))
        let main = sketch.declare("main")
        sketch.define(main) { body in
            body.store(body.address(x), body.place(p))
            body.store(body.load(body.place(p)), body.place(q))
            body.store(body.address(q), body.place(pp))
            let target = body.pointee(body.load(body.place(pp)), type)
            body.store(body.address(y), target)
        }
        #expect(sketch.lines() == ["p -> x", "q -> x, y", "pp -> q"])
    }

    @Test func fieldsAreToldApartAndAStructIsItsFirstField() {
        var sketch = ProgramSketch()
        let x = sketch.global("x", sketch.int)
        let y = sketch.global("y", sketch.int)
        let pair = sketch.record("pair", [("first", sketch.pointer), ("second", sketch.pointer)])
        let g = sketch.global("g", pair)
        let out = sketch.global("out", sketch.pointer)
        let whole = sketch.global("whole", sketch.pointer(to: pair))
        let second = sketch.member("second", of: pair)
        let first = sketch.member("first", of: pair)
        let main = sketch.declare("main")
        sketch.define(main) { body in
            body.store(body.address(x), body.place(g, first))
            body.store(body.address(g), body.place(whole))
            let pointer = body.load(body.place(whole))
            body.store(body.address(y), body.pointee(pointer, pair, second))
            body.store(body.load(body.pointee(pointer, pair, second)), body.place(out))
        }
        #expect(
            sketch.lines() == ["g.first -> x", "g.second -> y", "out -> y", "whole -> g.first"])
    }

    /// A list node inside a struct, and back: `(struct item *)((char *)link - 8)`.
    @Test func negativeOffsetsFindTheEnclosingStruct() {
        var sketch = ProgramSketch()
        let item = sketch.record("item", [("payload", sketch.pointer), ("link", sketch.pointer)])
        let it = sketch.global("it", item)
        let x = sketch.global("x", sketch.int)
        let back = sketch.global("back", sketch.pointer(to: item))
        let bytes = sketch.pointer(to: sketch.char)
        let itemPointer = sketch.pointer(to: item)
        let link = sketch.member("link", of: item)
        let payload = sketch.member("payload", of: item)
        let main = sketch.declare("main")
        sketch.define(main) { body in
            let inner = body.cast(body.address(body.place(it, link)), bytes)
            let moved = body.cast(body.add(inner, body.integer(-8), bytes), itemPointer)
            body.store(moved, body.place(back))
            body.store(body.address(x), body.pointee(moved, item, payload))
        }
        #expect(sketch.lines() == ["it.payload -> x", "back -> it.payload"])
    }

    @Test func anArrayIsOneElementAndAUnionOneCell() {
        var sketch = ProgramSketch()
        let x = sketch.global("x", sketch.int)
        let y = sketch.global("y", sketch.int)
        let either = sketch.record(
            "either", [("a", sketch.pointer), ("b", sketch.pointer)], kind: .union)
        let u = sketch.global("u", either)
        let table = sketch.global("table", sketch.array(of: sketch.pointer, 4))
        let (a, b) = (sketch.member("a", of: either), sketch.member("b", of: either))
        let main = sketch.declare("main")
        sketch.define(main) { body in
            body.store(body.address(x), body.place(u, a))
            body.store(body.address(y), body.place(u, b))
            body.store(body.address(x), body.place(table, .index(body.integer(0))))
            body.store(body.address(y), body.place(table, .index(body.integer(3))))
        }
        #expect(sketch.lines() == ["u -> x, y", "table[] -> x, y"])
    }

    @Test func structsAreCopiedFieldByField() {
        var sketch = ProgramSketch()
        let x = sketch.global("x", sketch.int)
        let pair = sketch.record("pair", [("first", sketch.pointer), ("second", sketch.pointer)])
        let from = sketch.global("from", pair)
        let to = sketch.global("to", pair)
        let second = sketch.member("second", of: pair)
        let main = sketch.declare("main")
        sketch.define(main) { body in
            body.store(body.address(x), body.place(from, second))
            let origin = body.place(from)
            let target = body.place(to)
            body.builder.emit(.copy, type: pair, place: target, extra: origin.raw)
        }
        #expect(sketch.lines() == ["from.second -> x", "to.second -> x"])
    }

    @Test func functionPointersInTablesAreCalled() {
        var sketch = ProgramSketch()
        let type = sketch.functionType([sketch.pointer])
        let handler = sketch.pointer(to: type)
        let table = sketch.global("table", sketch.array(of: handler, 2))
        let x = sketch.global("x", sketch.int)
        let one = sketch.declare("one", [sketch.pointer])
        let two = sketch.declare("two", [sketch.pointer])
        let wrong = sketch.declare("wrong", [sketch.pointer, sketch.pointer])
        for function in [one, two, wrong] { sketch.define(function) { _ in } }
        let main = sketch.declare("main")
        sketch.define(main) { body in
            for (index, function) in [one, two, wrong].enumerated() {
                body.store(
                    body.address(function), body.place(table, .index(body.integer(index))))
            }
            let slot = body.place(table, .index(body.integer(1)))
            body.call(through: body.load(slot), type, body.address(x))
        }
        #expect(
            sketch.lines(" calls ", ".a") == ["one.a -> x", "two.a -> x", "main:4 calls one, two"])
    }

    @Test func anIndirectCallOfNothingKnownIsUnresolved() {
        var sketch = ProgramSketch()
        let type = sketch.functionType([])
        let slot = sketch.global("slot", sketch.pointer(to: type))
        let main = sketch.declare("main")
        sketch.define(main) { body in
            body.call(through: body.load(body.place(slot)), type)
        }
        #expect(sketch.lines() == ["main:1 calls nobody known"])
    }

    @Test func virtualCallsReachWhatOverrides() {
        var sketch = ProgramSketch()
        let methods = ["base", "derived", "other"].map {
            sketch.declare($0, [sketch.pointer], flags: [.isDefined, .isVirtual])
        }
        for method in methods { sketch.define(method) { _ in } }
        let baseType = sketch.record("Base", [])
        let derivedType = sketch.record("Derived", [])
        let (base, derived) = (sketch.recordID(baseType), sketch.recordID(derivedType))
        sketch.program.types.records[base].virtualMethods = [
            VirtualMethod(method: methods[0], overridden: [])
        ]
        sketch.program.types.records[derived].virtualMethods = [
            VirtualMethod(method: methods[1], overridden: [methods[0]])
        ]
        let main = sketch.declare("main")
        sketch.define(main) { body in
            let object = body.local("object", body.builder.function.resultType)
            body.callVirtual(methods[0], body.address(body.place(object)))
        }
        #expect(sketch.lines("calls") == ["main:1 calls base, derived"])
    }

    /// Where the class of every object is known, only its overrider runs.
    @Test func theObjectOfAVirtualCallDecides() {
        var sketch = ProgramSketch()
        let methods = ["base", "derived"].map {
            sketch.declare($0, [sketch.pointer], flags: [.isDefined, .isVirtual])
        }
        for method in methods { sketch.define(method) { _ in } }
        let baseType = sketch.record("Base", [])
        let derivedType = sketch.record("Derived", [])
        let (base, derived) = (sketch.recordID(baseType), sketch.recordID(derivedType))
        sketch.program.types.records[base].virtualMethods = [
            VirtualMethod(method: methods[0], overridden: [])
        ]
        sketch.program.types.records[derived].virtualMethods = [
            VirtualMethod(method: methods[1], overridden: [methods[0]])
        ]
        sketch.program.types.records[derived].bases = [
            Base(record: base, offset: 0, isVirtual: false)
        ]
        let main = sketch.declare("main")
        sketch.define(main) { body in
            for type in [baseType, derivedType] {
                let object = body.local("object", type)
                body.callVirtual(methods[0], body.address(body.place(object)))
            }
        }
        #expect(sketch.lines("calls") == ["main:1 calls base", "main:3 calls derived"])
    }

    @Test func argumentsAndResultsFlow() {
        var sketch = ProgramSketch()
        let x = sketch.global("x", sketch.int)
        let out = sketch.global("out", sketch.pointer)
        let identity = sketch.declare("identity", [sketch.pointer], result: sketch.pointer)
        sketch.define(identity) { body in body.giveBack(body.load(body.parameter(0))) }
        let main = sketch.declare("main")
        sketch.define(main) { body in
            body.store(body.call(identity, body.address(x)), body.place(out))
        }
        #expect(
            sketch.lines() == [
                "out -> x", "identity@main:0.a -> x", "main:0 calls identity@main:0",
            ])
    }

    @Test func functionsOutsideTheTreeMayKeepAndCallBack() {
        var sketch = ProgramSketch()
        let x = sketch.global("x", sketch.int)
        let handler = sketch.declare("handler", [sketch.pointer])
        sketch.define(handler) { _ in }
        let register = sketch.external("register", [sketch.pointer, sketch.pointer])
        let main = sketch.declare("main")
        sketch.define(main) { body in
            body.call(register, body.address(handler), body.address(x))
        }
        #expect(
            sketch.lines("handler.a", "main:") == [
                "handler.a -> x", "main:0 calls register (external)",
                "main:0 runs handler later",
            ])
    }

    /// A library: what nothing calls is entered; objects handed in are one a type.
    @Test func libraryEntriesGetObjectsFromOutside() {
        var sketch = ProgramSketch()
        let node = sketch.record("node", [("value", sketch.pointer)])
        let nodePointer = sketch.pointer(to: node)
        let value = sketch.member("value", of: node)
        let x = sketch.global("x", sketch.int)
        let put = sketch.declare("put", [nodePointer])
        let helper = sketch.declare("helper", [nodePointer], linkage: .internal)
        sketch.define(helper) { body in
            let pointer = body.load(body.parameter(0))
            body.store(body.address(x), body.pointee(pointer, node, value))
        }
        sketch.define(put) { body in body.call(helper, body.load(body.parameter(0))) }
        #expect(
            sketch.lines("node") == [
                "put.a -> outside(node).value", "outside(node).value -> x, outside(void)[]",
                "helper@put:1.a -> outside(node).value",
            ])
    }

    @Test func recursiveFunctionsHaveManyLocals() {
        var sketch = ProgramSketch()
        let once = sketch.declare("once")
        sketch.define(once) { body in _ = body.local("x", body.builder.function.resultType) }
        let again = sketch.declare("again")
        sketch.define(again) { body in
            _ = body.local("x", body.builder.function.resultType)
            body.call(again)
        }
        let main = sketch.declare("main")
        sketch.define(main) { body in
            body.call(once)
            body.call(again)
        }
        let facts = sketch.facts()
        let single = facts.objects.elements.filter { $0.isSingle }.count
        #expect(facts.objects.count == 2 && single == 1)
    }

    @Test func theSameProgramGivesTheSameFacts() {
        var sketch = ProgramSketch()
        let x = sketch.global("x", sketch.int)
        let type = sketch.functionType([sketch.pointer])
        let slot = sketch.global("slot", sketch.pointer(to: type))
        let functions = (0..<20).map { sketch.declare("f\($0)", [sketch.pointer]) }
        for function in functions {
            sketch.define(function) { body in
                body.call(through: body.load(body.place(slot)), type, body.load(body.parameter(0)))
            }
        }
        let main = sketch.declare("main")
        sketch.define(main) { body in
            for function in functions { body.store(body.address(function), body.place(slot)) }
            body.call(through: body.load(body.place(slot)), type, body.address(x))
        }
        let first = sketch.facts().text(of: sketch.program)
        #expect((0..<3).allSatisfy { _ in sketch.facts().text(of: sketch.program) == first })
    }
}
