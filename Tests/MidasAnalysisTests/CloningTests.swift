import MidasAnalysis
import MidasBase
import MidasDictionary
import MidasIR
import Testing

@Suite struct CloningTests {
    /// `void *allocate(n) { void *p = malloc(n); if (!p) return 0; return p; }`, wrapped once more,
    /// called for two structs.
    @Test func allocatorWrappersMakeAnObjectForEachCaller() {
        var sketch = ProgramSketch()
        let malloc = sketch.external("malloc", [sketch.int], result: sketch.pointer)
        let pointer = sketch.pointer
        let inner = sketch.declare("inner", [sketch.int], result: pointer)
        sketch.define(inner) { body in
            let p = body.local("p", pointer)
            body.store(body.call(malloc, body.load(body.parameter(0))), p)
            body.giveBack(body.load(p))
        }
        let outer = sketch.declare("outer", [sketch.int], result: pointer)
        sketch.define(outer) { body in
            body.giveBack(body.call(inner, body.load(body.parameter(0))))
        }
        let types = ["first", "second"].map { sketch.record($0, [("link", pointer)]) }
        let globals = types.map { sketch.global("g", sketch.pointer(to: $0)) }
        let pointers = types.map { sketch.pointer(to: $0) }
        let main = sketch.declare("main")
        sketch.define(main) { body in
            for (global, type) in zip(globals, pointers) {
                let made = body.call(outer, body.integer(8))
                body.store(body.cast(made, type), body.place(global))
            }
        }
        let facts = sketch.facts(.builtIn())
        let targets = globals.map { global -> [String] in
            let cell = facts.objects[facts.objectOfSymbol[global]!].firstCell
            return facts.sets[facts.cellTargets[cell]].map {
                facts.name(of: $0, in: sketch.program)
            }
        }
        #expect(
            targets == [
                ["heap(inner@outer@main:0:1:1).link"], ["heap(inner@outer@main:3:1:1).link"],
            ])
        let heap = facts.objects.elements.filter { if case .heap = $0.kind { true } else { false } }
        #expect(Set(heap.map(\.type)) == Set(types))
    }

    /// `put(box, value)` and `get(box)`: what goes into one box does not come out of another.
    @Test func containerOperationsKeepReceiversApart() {
        var sketch = ProgramSketch()
        let pointer = sketch.pointer
        let box = sketch.record("box", [("size", pointer), ("held", pointer)])
        let boxPointer = sketch.pointer(to: box)
        let held = sketch.member("held", of: box)
        let put = sketch.declare("put", [boxPointer, pointer])
        sketch.define(put) { body in
            let target = body.pointee(body.load(body.parameter(0)), box, held)
            body.store(body.load(body.parameter(1)), target)
        }
        let get = sketch.declare("get", [boxPointer], result: pointer)
        sketch.define(get) { body in
            body.giveBack(body.load(body.pointee(body.load(body.parameter(0)), box, held)))
        }
        let boxes = ["left", "right"].map { sketch.global($0, box) }
        let values = ["x", "y"].map { sketch.global($0, sketch.int) }
        let outs = ["fromLeft", "fromRight"].map { sketch.global($0, pointer) }
        let main = sketch.declare("main")
        sketch.define(main) { body in
            for index in 0..<2 {
                body.call(put, body.address(boxes[index]), body.address(values[index]))
            }
            for index in 0..<2 {
                body.store(body.call(get, body.address(boxes[index])), body.place(outs[index]))
            }
        }
        #expect(
            sketch.lines("held ->", "from") == [
                "left.held -> x", "right.held -> y", "fromLeft -> x", "fromRight -> y",
            ])
    }

    /// A large function through which nothing goes from one caller to another is shared.
    @Test func functionsThatMixNothingAreShared() {
        var sketch = ProgramSketch()
        let pointer = sketch.pointer
        let last = sketch.global("last", pointer)
        let note = sketch.declare("note", [pointer])
        sketch.define(note) { body in
            body.store(body.load(body.parameter(0)), body.place(last))
        }
        let values = ["x", "y"].map { sketch.global($0, sketch.int) }
        let main = sketch.declare("main")
        sketch.define(main) { body in
            for value in values { body.call(note, body.address(value)) }
        }
        #expect(sketch.lines("note.a", "last") == ["last -> x, y", "note.a -> x, y"])
    }

    /// A helper that works on what its callers hand in has an instance a call.
    @Test func functionsThatWorkOnPointeesAreCloned() {
        var sketch = ProgramSketch()
        let int = sketch.int
        let step = sketch.declare("step", [sketch.pointer(to: int)])
        sketch.define(step) { body in
            let state = body.load(body.parameter(0))
            let place = body.pointee(state, int)
            body.store(body.load(place), place)
        }
        let states = ["x", "y"].map { sketch.global($0, sketch.int) }
        let main = sketch.declare("main")
        sketch.define(main) { body in
            for state in states { body.call(step, body.address(state)) }
        }
        #expect(sketch.lines(".a -> ") == ["step@main:0.a -> x", "step@main:1.a -> y"])
    }

    @Test func recursiveFunctionsAreShared() {
        var sketch = ProgramSketch()
        let pointer = sketch.pointer
        let same = sketch.declare("same", [pointer], result: pointer)
        sketch.define(same) { body in
            body.giveBack(body.call(same, body.load(body.parameter(0))))
        }
        let main = sketch.declare("main")
        sketch.define(main) { body in body.call(same, body.integer(0)) }
        #expect(sketch.lines("calls") == ["main:0 calls same", "same:1 calls same"])
    }

    /// Where a clone for every call would cost too much, calls with one receiver share theirs.
    @Test func beyondTheBudgetReceiversAreStillKeptApart() {
        var sketch = ProgramSketch()
        let pointer = sketch.pointer
        let box = sketch.record("box", [("size", pointer), ("held", pointer)])
        let held = sketch.member("held", of: box)
        let put = sketch.declare("put", [sketch.pointer(to: box), pointer])
        sketch.define(put) { body in
            for _ in 0..<40 {
                let target = body.pointee(body.load(body.parameter(0)), box, held)
                body.store(body.load(body.parameter(1)), target)
            }
        }
        let boxes = ["left", "right"].map { sketch.global($0, box) }
        let values = ["x", "y"].map { sketch.global($0, sketch.int) }
        let main = sketch.declare("main")
        sketch.define(main) { body in
            for _ in 0..<200 {
                for index in 0..<2 {
                    body.call(put, body.address(boxes[index]), body.address(values[index]))
                }
            }
        }
        #expect(sketch.lines("held ->") == ["left.held -> x", "right.held -> y"])
        let facts = sketch.facts()
        #expect(facts.callGraph.instances.count == 3)
        #expect(facts.sharing.count == 1)
        #expect(facts.sharing.first?.contains("1 functions have an instance for every") == true)
    }
}
