import MidasAnalysis
import MidasBase
import MidasDictionary
import MidasIR
import Testing

/// A pointer to a record means only what may be one.
@Suite struct TypeFitTests {
    /// `void *slot; slot = &left; slot = &right; ((struct right *)slot)->held = x;`
    @Test func castsFromPointersToAnythingChooseByType() {
        var sketch = ProgramSketch()
        let left = sketch.record("left", [("count", sketch.int), ("held", sketch.pointer)])
        let right = sketch.record("right", [("name", sketch.pointer), ("held", sketch.pointer)])
        let objects = [sketch.global("l", left), sketch.global("r", right)]
        let slot = sketch.global("slot", sketch.pointer)
        let x = sketch.global("x", sketch.int)
        let out = sketch.global("out", sketch.pointer(to: right))
        let rightPointer = sketch.pointer(to: right)
        let held = sketch.member("held", of: right)
        let main = sketch.declare("main")
        sketch.define(main) { body in
            for object in objects { body.store(body.address(object), body.place(slot)) }
            let chosen = body.cast(body.load(body.place(slot)), rightPointer)
            body.store(chosen, body.place(out))
            body.store(body.address(x), body.pointee(chosen, right, held))
        }
        #expect(
            sketch.lines("held", "out", "slot") == [
                "r.held -> x", "slot -> l.count, r.name", "out -> r.name",
            ])
    }

    /// What two records begin with in common may be read through either; what follows not.
    @Test func recordsShareTheirCommonBeginning() {
        var sketch = ProgramSketch()
        let pointer = sketch.pointer
        let node = sketch.record("node", [("next", pointer), ("size", sketch.int)])
        let item = sketch.record("item", [("next", pointer), ("data", pointer)])
        let it = sketch.global("it", item)
        let xs = ["x", "y"].map { sketch.global($0, sketch.int) }
        let nodePointer = sketch.pointer(to: node)
        let wide = sketch.record(
            "wide", [("next", pointer), ("size", sketch.int), ("at", pointer)])
        let widePointer = sketch.pointer(to: wide)
        let next = sketch.member("next", of: node)
        let at = sketch.member("at", of: wide)
        let main = sketch.declare("main")
        sketch.define(main) { body in
            let asNode = body.cast(body.address(body.place(it)), nodePointer)
            body.store(body.address(xs[0]), body.pointee(asNode, node, next))
            let asWide = body.cast(body.address(body.place(it)), widePointer)
            body.store(body.address(xs[1]), body.pointee(asWide, wide, at))
        }
        #expect(sketch.lines("it.") == ["it.next -> x"])
    }

    /// `header = malloc(n); object = (struct object *)(header + 1);` and back.
    @Test func whatLiesBehindAHeaderIsAnotherObject() {
        var sketch = ProgramSketch()
        let pointer = sketch.pointer
        let header = sketch.record("header", [("owner", pointer)])
        let object = sketch.record("object", [("first", pointer), ("second", pointer)])
        let malloc = sketch.external("malloc", [sketch.int], result: pointer)
        let headerPointer = sketch.pointer(to: header)
        let objectPointer = sketch.pointer(to: object)
        let made = sketch.global("made", objectPointer)
        let back = sketch.global("back", pointer)
        let xs = ["x", "y"].map { sketch.global($0, sketch.int) }
        let owner = sketch.member("owner", of: header)
        let second = sketch.member("second", of: object)
        let bytes = sketch.pointer(to: sketch.char)
        let main = sketch.declare("main")
        sketch.define(main) { body in
            let head = body.cast(body.call(malloc, body.integer(64)), headerPointer)
            body.store(body.address(xs[0]), body.pointee(head, header, owner))
            let behind = body.add(head, body.integer(1), headerPointer)
            let given = body.cast(behind, objectPointer)
            body.store(given, body.place(made))
            body.store(body.address(xs[1]), body.pointee(given, object, second))
            let moved = body.add(body.cast(given, bytes), body.integer(-8), bytes)
            body.store(
                body.load(body.pointee(body.cast(moved, headerPointer), header, owner)),
                body.place(back))
        }
        let facts = sketch.facts(.builtIn())
        let lines = facts.text(of: sketch.program).split(separator: "\n").map(String.init)
        #expect(lines.contains("back -> x"))
        #expect(lines.contains("heap(main:0).owner -> x"))
    }

    /// `p = &x; q = p;`
    @Test func derivationsEndWhereTheAddressIsTaken() {
        var sketch = ProgramSketch()
        let x = sketch.global("x", sketch.int)
        let p = sketch.global("p", sketch.pointer)
        let q = sketch.global("q", sketch.pointer)
        let main = sketch.declare("main")
        sketch.define(main) { body in
            body.store(body.address(x), body.place(p))
            body.store(body.load(body.place(p)), body.place(q))
        }
        let lines = PointsToDerivation.explain(
            sketch.program, models: ExternalModels(sketch.program, NondeterminismDictionary()),
            pointer: "q", target: "x")
        #expect(lines.first == "q -> x")
        #expect(lines.contains("p -> x"))
        #expect(lines.count >= 3)
        let none = PointsToDerivation.explain(
            sketch.program, models: ExternalModels(sketch.program, NondeterminismDictionary()),
            pointer: "q", target: "p")
        #expect(none.isEmpty)
    }

    @Test func sizesCountAccessesThroughPointers() {
        var sketch = ProgramSketch()
        let type = sketch.pointer(to: sketch.int)
        let int = sketch.int
        let targets = ["x", "y"].map { sketch.global($0, int) }
        let p = sketch.global("p", type)
        let main = sketch.declare("main")
        sketch.define(main) { body in
            for target in targets { body.store(body.address(target), body.place(p)) }
            body.store(body.integer(1), body.pointee(body.load(body.place(p)), int))
        }
        let facts = sketch.facts()
        let sizes = PointsToSizes(sketch.program, facts)
        #expect(sizes.accesses == 1)
        #expect(sizes.accessedCells == 2)
        #expect(sizes.widest.first?.count == 2)
        #expect(sizes.text(sketch.program, facts, listed: 1).contains("2 cells at main:"))
    }
}
