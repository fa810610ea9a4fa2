import MidasAnalysis
import MidasBase
import MidasDictionary
import MidasIR
import Testing

@Suite struct EntryTests {
    /// `init(); while (go) { c = accept(s); handle(); } finish();`
    @Test func anAcceptingLoopIsARequestLoop() {
        var sketch = ProgramSketch()
        let accept = sketch.external(
            "accept", [sketch.int, sketch.pointer, sketch.pointer], result: sketch.int)
        let go = sketch.global("go", sketch.int)
        let functions = ["setUp", "handle", "finish"].map { sketch.declare($0) }
        for function in functions {
            sketch.define(function) { body in body.store(body.integer(1), body.place(go)) }
        }
        let main = sketch.declare("main")
        sketch.define(main) { body in
            body.call(functions[0])
            body.loop {
                $0.load($0.place(go))
            } _: { body in
                body.call(accept, body.integer(7), body.integer(0), body.integer(0))
                body.call(functions[1])
            }
            body.call(functions[2])
        }
        #expect(
            sketch.entryLines("loop", "phase", "quiescent", "entry") == [
                "entry main main", "loop main block 1 waits accept",
                "phase main both by block start request request request",
                "phase setUp start", "phase handle request", "phase finish request",
                "quiescent main backEdge block 2", "quiescent main endOfMain",
            ])
    }

    /// A table of handlers and a loop over `epoll_wait` that runs them.
    @Test func handlersThatALoopDispatchesAreEntries() {
        var sketch = ProgramSketch()
        let wait = sketch.external(
            "epoll_wait", [sketch.int, sketch.pointer, sketch.int, sketch.int],
            result: sketch.int)
        let handlerType = sketch.functionType([sketch.pointer])
        let event = sketch.record(
            "event", [("run", sketch.pointer(to: handlerType)), ("data", sketch.pointer)])
        let table = sketch.global("table", sketch.array(of: event, 8))
        let run = sketch.member("run", of: event)
        let data = sketch.member("data", of: event)
        let go = sketch.global("go", sketch.int)
        let state = sketch.global("state", sketch.int)
        let handler = sketch.declare("handler", [sketch.pointer])
        let helper = sketch.declare("helper")
        sketch.define(helper) { _ in }
        sketch.define(handler) { body in body.call(helper) }
        let poll = sketch.declare("poll")
        sketch.define(poll) { body in
            body.call(wait, body.integer(3), body.integer(0), body.integer(8), body.integer(0))
            let index = Projection.index(body.load(body.place(go)))
            let slot = body.load(body.place(table, index, run))
            body.call(through: slot, handlerType, body.load(body.place(table, index, data)))
        }
        let main = sketch.declare("main")
        sketch.define(main) { body in
            let first = Projection.index(body.integer(0))
            body.store(body.address(handler), body.place(table, first, run))
            body.store(body.address(state), body.place(table, first, data))
            body.loop {
                $0.load($0.place(go))
            } _: { body in
                body.call(poll)
            }
        }
        #expect(
            sketch.entryLines("loop", "entry", "dispatch", "phase handler", "phase helper") == [
                "entry main main", "entry handler requestHandler from poll:4",
                "loop main block 1 waits demultiplex", "dispatch poll:4 to handler",
                "phase handler request", "phase helper request",
            ])
        #expect(sketch.entryLines("quiescent handler") == ["quiescent handler handlerReturn"])
    }

    /// The command table of a server is no dispatch: what it calls belongs to the request.
    @Test func callsThroughTablesInsideARequestStay() {
        var sketch = ProgramSketch()
        let receive = sketch.external(
            "recv", [sketch.int, sketch.pointer, sketch.int, sketch.int], result: sketch.int)
        let type = sketch.functionType([])
        let table = sketch.global("table", sketch.array(of: sketch.pointer(to: type), 2))
        let command = sketch.declare("command")
        sketch.define(command) { _ in }
        let main = sketch.declare("main")
        sketch.define(main) { body in
            let slot = body.place(table, .index(body.integer(0)))
            body.store(body.address(command), slot)
            body.loop {
                $0.call(receive, $0.integer(3), $0.integer(0), $0.integer(8), $0.integer(0))
            } _: { body in
                body.call(through: body.load(slot), type)
            }
        }
        #expect(
            sketch.entryLines("loop", "dispatch", "entry") == [
                "entry main main", "loop main block 1 waits receive",
            ])
    }

    /// A loop that reads a file is none, neither is one that only fills a buffer.
    @Test func loopsOverFilesAndFillingLoopsAreNoRequestLoops() {
        var sketch = ProgramSketch()
        let open = sketch.external("open", [sketch.pointer, sketch.int], result: sketch.int)
        let read = sketch.external(
            "read", [sketch.int, sketch.pointer, sketch.int], result: sketch.int)
        let receive = sketch.external(
            "recv", [sketch.int, sketch.pointer, sketch.int, sketch.int], result: sketch.int)
        let count = sketch.global("count", sketch.int)
        let int = sketch.int
        let main = sketch.declare("main")
        sketch.define(main) { body in
            let file = body.local("file", int)
            body.store(body.call(open, body.integer(0), body.integer(0)), file)
            body.loop {
                $0.call(read, $0.load(file), $0.integer(0), $0.integer(8))
            } _: {
                $0.store($0.integer(1), $0.place(count))
            }
            let filled = body.local("filled", int)
            body.loop {
                $0.call(receive, $0.integer(3), $0.integer(0), $0.integer(8), $0.integer(0))
            } _: {
                $0.store($0.integer(1), filled)
            }
        }
        #expect(sketch.entryLines("loop").isEmpty)
    }

    @Test func threadsAndSignalHandlersAreEntries() {
        var sketch = ProgramSketch()
        let create = sketch.external(
            "pthread_create",
            [sketch.pointer, sketch.pointer, sketch.pointer, sketch.pointer], result: sketch.int)
        let signal = sketch.external(
            "signal", [sketch.int, sketch.pointer], result: sketch.pointer)
        let x = sketch.global("x", sketch.int)
        let worker = sketch.declare("worker", [sketch.pointer], result: sketch.pointer)
        let onSignal = sketch.declare("onSignal", [sketch.int])
        sketch.define(worker) { body in body.giveBack(body.load(body.parameter(0))) }
        sketch.define(onSignal) { _ in }
        let main = sketch.declare("main")
        sketch.define(main) { body in
            body.call(
                create, body.integer(0), body.integer(0), body.address(worker), body.address(x))
            body.call(signal, body.integer(15), body.address(onSignal))
        }
        #expect(
            sketch.entryLines("entry", "phase", "quiescent") == [
                "entry main main", "entry onSignal signalHandler from main:1",
                "entry worker thread from main:0", "phase main start",
                "phase onSignal request", "phase worker request", "quiescent main endOfMain",
                "quiescent onSignal handlerReturn", "quiescent worker handlerReturn",
            ])
        #expect(sketch.facts(.builtIn()).text(of: sketch.program).contains("worker.a -> x\n"))
    }

    /// Workers take functions with their data from a queue.
    @Test func jobsThatAWorkerTakesAreEntries() {
        var sketch = ProgramSketch()
        let create = sketch.external(
            "pthread_create",
            [sketch.pointer, sketch.pointer, sketch.pointer, sketch.pointer], result: sketch.int)
        let wait = sketch.external(
            "pthread_cond_wait", [sketch.pointer, sketch.pointer], result: sketch.int)
        let jobType = sketch.functionType([sketch.pointer])
        let job = sketch.record(
            "job", [("run", sketch.pointer(to: jobType)), ("data", sketch.pointer)])
        let (run, data) = (sketch.member("run", of: job), sketch.member("data", of: job))
        let queue = sketch.global("queue", sketch.pointer(to: job))
        let one = sketch.global("one", job)
        let x = sketch.global("x", sketch.int)
        let work = sketch.declare("work", [sketch.pointer])
        sketch.define(work) { _ in }
        let worker = sketch.declare("worker", [sketch.pointer], result: sketch.pointer)
        sketch.define(worker) { body in
            body.loop {
                $0.call(wait, $0.integer(0), $0.integer(0))
            } _: { body in
                let taken = body.load(body.place(queue))
                let function = body.load(body.pointee(taken, job, run))
                body.call(
                    through: function, jobType, body.load(body.pointee(taken, job, data)))
            }
        }
        let main = sketch.declare("main")
        sketch.define(main) { body in
            body.store(body.address(work), body.place(one, run))
            body.store(body.address(x), body.place(one, data))
            body.store(body.address(one), body.place(queue))
            body.call(
                create, body.integer(0), body.integer(0), body.address(worker), body.integer(0))
        }
        #expect(
            sketch.entryLines("entry", "loop", "dispatch") == [
                "entry main main", "entry worker thread from main:3",
                "entry work requestHandler from worker:4",
                "loop worker block 1 waits condition", "dispatch worker:4 to work",
            ])
    }

    /// What a later request may read is persistent; what one request makes for itself is not.
    @Test func localsThatALoopCarriesArePersistent() {
        var sketch = ProgramSketch()
        let accept = sketch.external(
            "accept", [sketch.int, sketch.pointer, sketch.pointer], result: sketch.int)
        let calloc = sketch.external("calloc", [sketch.int, sketch.int], result: sketch.pointer)
        let (int, pointer) = (sketch.int, sketch.pointer)
        let handle = sketch.declare("handle", [pointer])
        sketch.define(handle) { body in
            let own = body.local("own", int)
            body.store(body.integer(1), own)
        }
        let main = sketch.declare("main")
        sketch.define(main) { body in
            let kept = body.local("kept", pointer)
            let count = body.local("count", int)
            let again = body.local("again", int)
            body.store(body.call(calloc, body.integer(1), body.integer(64)), kept)
            body.loop {
                $0.call(accept, $0.integer(7), $0.integer(0), $0.integer(0))
            } _: { body in
                body.store(body.integer(0), again)
                body.store(body.load(count), count)
                body.store(body.load(again), again)
                body.call(handle, body.load(kept))
                body.call(calloc, body.integer(1), body.integer(8))
            }
        }
        #expect(
            sketch.entryLines("persistent") == [
                "persistent heap(main:0)", "persistent main.kept", "persistent main.count",
            ])
    }

    /// A library has no start phase, and no `main`.
    @Test func aLibrarysFunctionsAreEntries() {
        var sketch = ProgramSketch()
        let helper = sketch.declare("helper", linkage: .internal)
        sketch.define(helper) { _ in }
        let api = sketch.declare("api", [sketch.pointer(to: sketch.int)])
        sketch.define(api) { body in body.call(helper) }
        #expect(
            sketch.entryLines("entry", "phase", "quiescent", "persistent") == [
                "entry api library", "phase api request", "phase helper request",
                "quiescent api handlerReturn", "persistent outside(i32)",
            ])
    }
}
