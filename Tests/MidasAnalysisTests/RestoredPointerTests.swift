import MidasAnalysis
import MidasBase
import MidasDictionary
import MidasIR
import Testing

/// What is kept as `void *` comes out as what it went in.
@Suite struct RestoredPointerTests {
    /// A slot that holds a buffer and a record with pointers, read as one of them.
    ///
    /// - Parameter isTaken: what the slot holds is taken as a record, too.
    private func slot(
        with held: [String], isTaken: Bool = true,
        as wanted: (inout ProgramSketch, TypeID) -> TypeID
    ) -> [String] {
        var sketch = ProgramSketch()
        let record = sketch.record("client", [("name", sketch.pointer), ("id", sketch.int)])
        let bytes = sketch.array(of: sketch.char, 16)
        let objects = held.map { name in
            sketch.global(name, name == "client" ? record : bytes)
        }
        let slot = sketch.global("slot", sketch.pointer)
        let out = wanted(&sketch, record)
        let result = sketch.global("out", out)
        let records = sketch.pointer(to: record)
        let other = sketch.global("taken", records)
        let main = sketch.declare("main")
        sketch.define(main) { body in
            if isTaken {
                body.store(body.cast(body.load(body.place(slot)), records), body.place(other))
            }
            for object in objects { body.store(body.address(object), body.place(slot)) }
            body.store(body.cast(body.load(body.place(slot)), out), body.place(result))
        }
        return sketch.lines("out ->")
    }

    @Test func bytesAndRecordsWithPointersAreNotTakenForEachOther() {
        let asBytes = slot(with: ["client", "buffer"]) { sketch, _ in
            sketch.pointer(to: sketch.char)
        }
        #expect(asBytes == ["out -> buffer[]"])
        let asRecord = slot(with: ["client", "buffer"]) { $0.pointer(to: $1) }
        #expect(asRecord == ["out -> client.name"])
    }

    /// `struct region { void *start; } regions[]`, summed byte by byte.
    @Test func recordsThatNobodyTakesAsRecordsAreSeenAsBytes() {
        let asBytes = slot(with: ["client", "buffer"], isTaken: false) { sketch, _ in
            sketch.pointer(to: sketch.char)
        }
        #expect(asBytes == ["out -> client.name, buffer[]"])
    }

    @Test func whatNothingFitsLetsEverythingPass() {
        let asBytes = slot(with: ["client"]) { sketch, _ in sketch.pointer(to: sketch.char) }
        #expect(asBytes == ["out -> client.name"])
        let asRecord = slot(with: ["buffer"]) { $0.pointer(to: $1) }
        #expect(asRecord == ["out -> buffer[]"])
    }

    /// What else points-to finds in a member, a pointer to a record read from it does not mean.
    @Test func membersGiveWhatFitsTheirType() {
        var sketch = ProgramSketch()
        let client = sketch.record("client", [("name", sketch.pointer), ("id", sketch.int)])
        let point = sketch.record("point", [("x", sketch.int), ("y", sketch.int)])
        let clients = sketch.pointer(to: client)
        let objects = [sketch.global("client", client), sketch.global("point", point)]
        let slot = sketch.global("slot", clients)
        let out = sketch.global("out", clients)
        let main = sketch.declare("main")
        sketch.define(main) { body in
            for object in objects { body.store(body.address(object), body.place(slot)) }
            body.store(body.load(body.place(slot)), body.place(out))
        }
        #expect(sketch.lines("out ->") == ["out -> client.name"])
    }

    /// A member of one byte does not make the records of an array a buffer.
    @Test func smallMembersAreNoBuffers() {
        var sketch = ProgramSketch()
        let row = sketch.record("row", [("flag", sketch.char), ("link", sketch.pointer)])
        let chars = sketch.pointer(to: sketch.char)
        let objects = [
            sketch.global("rows", sketch.array(of: row, 4)),
            sketch.global("buffer", sketch.array(of: sketch.char, 16)),
        ]
        let slot = sketch.global("slot", sketch.pointer)
        let rows = sketch.pointer(to: row)
        let taken = sketch.global("taken", rows)
        let out = sketch.global("out", chars)
        let main = sketch.declare("main")
        sketch.define(main) { body in
            for object in objects { body.store(body.address(object), body.place(slot)) }
            body.store(body.cast(body.load(body.place(slot)), rows), body.place(taken))
            body.store(body.cast(body.load(body.place(slot)), chars), body.place(out))
        }
        #expect(sketch.lines("out ->") == ["out -> buffer[]"])
    }

    /// `hash(void *data) { first = (char *)data; }` sees a record as bytes.
    @Test func parametersMayBeSeenAsBytes() {
        var sketch = ProgramSketch()
        let record = sketch.record("client", [("name", sketch.pointer), ("id", sketch.int)])
        let bytes = sketch.array(of: sketch.char, 16)
        let objects = [sketch.global("client", record), sketch.global("buffer", bytes)]
        let chars = sketch.pointer(to: sketch.char)
        let first = sketch.global("first", chars)
        let hash = sketch.declare("hash", [sketch.pointer])
        sketch.define(hash) { body in
            body.store(body.cast(body.load(body.parameter(0)), chars), body.place(first))
        }
        let main = sketch.declare("main")
        sketch.define(main) { body in
            for object in objects { body.call(hash, body.address(object)) }
        }
        #expect(sketch.lines("first ->") == ["first -> client.name, buffer[]"])
    }

    /// A union holds pointers of all types; a load takes those of its own.
    @Test func memoryWithoutOrderGivesBackWhatFits() {
        var sketch = ProgramSketch()
        let record = sketch.record("client", [("name", sketch.pointer), ("id", sketch.int)])
        let (chars, clients) = (sketch.pointer(to: sketch.char), sketch.pointer(to: record))
        let value = sketch.record(
            "value", [("text", chars), ("client", clients)], kind: .union)
        let (text, client) = (
            sketch.member("text", of: value), sketch.member("client", of: value)
        )
        let box = sketch.global("box", value)
        let buffer = sketch.global("buffer", sketch.array(of: sketch.char, 16))
        let object = sketch.global("object", record)
        let out = sketch.global("out", chars)
        let main = sketch.declare("main")
        sketch.define(main) { body in
            let there = body.address(body.place(box))
            body.store(
                body.cast(body.address(buffer), chars), body.pointee(there, value, text))
            body.store(body.address(object), body.pointee(there, value, client))
            body.store(body.load(body.pointee(there, value, text)), body.place(out))
        }
        #expect(sketch.lines("out ->") == ["out -> buffer[]"])
    }
}

/// Functions are called through types that fit.
@Suite struct SignatureTests {
    private func targets(of parameters: [(ProgramSketch) -> TypeID]) -> [String] {
        var sketch = ProgramSketch()
        let slot = sketch.global("slot", sketch.pointer)
        let handlers = parameters.enumerated().map { index, parameter in
            sketch.declare("handler\(index)", [parameter(sketch)])
        }
        for handler in handlers { sketch.define(handler) { _ in } }
        let called = sketch.functionType([sketch.pointer])
        let main = sketch.declare("main")
        sketch.define(main) { body in
            for handler in handlers { body.store(body.address(handler), body.place(slot)) }
            body.call(through: body.load(body.place(slot)), called, body.integer(0))
        }
        return sketch.lines("calls")
    }

    @Test func functionsOfAnotherTypeAreNotCalled() {
        let lines = targets(of: [{ $0.pointer }, { $0.int }])
        #expect(lines.map { $0.drop { $0 != " " } } == [" calls handler0"])
    }

    @Test func whereNoneFitsAllAreCalled() {
        let lines = targets(of: [{ $0.int }, { $0.char }])
        #expect(lines.map { $0.drop { $0 != " " } } == [" calls handler0, handler1"])
    }
}
