/// What a program has at file scope.
struct Environment {
    struct Field {
        var name: String
        var type: String
        /// Of an array.
        var count: Int?
        var isBits = false
    }

    struct Record {
        var name: String
        var fields: [Field]
    }

    struct Helper {
        enum Shape { case value, out, update, context, sum, record }
        var name: String
        var shape: Shape
        /// Of `update` and `record`: the struct.
        var record = 0
    }

    var scalars: [(name: String, type: String)] = []
    var floats: [String] = []
    var arrays: [(name: String, type: String, count: Int)] = []
    var records: [Record] = []
    /// Variables of struct type.
    var instances: [(name: String, record: Int)] = []
    /// Pointers that always lead somewhere.
    var intPointers: [String] = []
    var recordPointers: [(name: String, record: Int)] = []
    /// Heads of linked lists of `struct node`.
    var lists: [String] = []
    var unions: [String] = []
    var buffers: [String] = []
    var helpers: [Helper] = []
    /// Tables of two functions from an int to an int.
    var tables: [String] = []
    /// Start functions of threads.
    var threadBodies: [String] = []
    /// Of a C++ program.
    struct Hierarchy {
        var base: String
        var method: String
        var field: String
        var objects: [String]
        var pointer: String
    }

    var hierarchies: [Hierarchy] = []
    var boxes: [String] = []
    var vectors: [String] = []
}

/// What a statement may name.
struct Scope {
    enum Result {
        case none, int
        /// `main`, a thread: leaves with `return 0;`.
        case zero
    }

    var ints: [String] = []
    var readOnly: [String] = []
    var recordPointers: [(name: String, record: Int)] = []
    var result: Result
    var isInLoop = false
    var mayLeave = true
    /// Helpers up to here may be called: no recursion by accident.
    var callable = Int.max
    /// Places that were written last: what may be overwritten or read next.
    var recent: [String] = []

    init(result: Result) { self.result = result }
}

extension Generator {
    private static let types = ["int", "int", "int", "long", "unsigned", "short", "unsigned char"]

    mutating func declare(_ text: String) {
        declarations.append(SourceNode(text, role: .declaration))
    }

    /// Static or external at random; a library's users could write external variables too, so its
    /// own are static.
    private mutating func linkage() -> String { isLibrary || random.chance(60) ? "static " : "" }

    mutating func declareState() {
        for _ in 0..<random.between(3, 7) {
            let isFirst = environment.scalars.isEmpty
            let (name, type) = (name("g"), isFirst ? "int" : random.pick(Self.types))
            let value = random.chance(40) ? " = \(literal())" : ""
            declare("\(linkage())\(type) \(name)\(value);")
            environment.scalars.append((name, type))
        }
        for _ in 0..<random.below(3) {
            let (name, type, count) = (
                name("a"), random.pick(Self.types), random.pick([2, 4, 8])
            )
            declare("\(linkage())\(type) \(name)[\(count)];")
            environment.arrays.append((name, type, count))
        }
        for _ in 0..<random.below(3) { declareRecord() }
        if random.chance(25) {
            let name = name("d")
            declare("\(linkage())double \(name) = 1.5;")
            environment.floats.append(name)
        }
        if random.chance(30) { declareList() }
        if random.chance(20) {
            let (type, name) = (name("U"), name("n"))
            declare("union \(type) { int i\(name); unsigned char c\(name)[4]; };")
            declare("static union \(type) \(name);")
            environment.unions.append(name)
        }
        if random.chance(25) {
            let name = name("b")
            declare("static char \(name)[32];")
            environment.buffers.append(name)
        }
        for _ in 0..<random.below(2) { declareIntPointer() }
        if hasThreads { declare("static pthread_mutex_t mutex;") }
    }

    private mutating func declareRecord() {
        let type = name("S")
        var fields: [Environment.Field] = []
        for _ in 0..<random.between(2, 4) {
            var field = Environment.Field(name: name("f"), type: random.pick(Self.types))
            switch random.below(10) {
            case 0: field.count = 4
            case 1, 2:
                field.isBits = true
                field.type = "unsigned"
            default: break
            }
            fields.append(field)
        }
        let text = fields.map { field in
            let suffix = field.count.map { "[\($0)]" } ?? (field.isBits ? " : 5" : "")
            return "\(field.type) \(field.name)\(suffix);"
        }
        declare("struct \(type) { \(text.joined(separator: " ")) };")
        let record = environment.records.count
        environment.records.append(Environment.Record(name: type, fields: fields))
        for _ in 0..<random.between(1, 2) {
            let name = name("s")
            declare("\(linkage())struct \(type) \(name);")
            environment.instances.append((name, record))
        }
        guard random.chance(50) else { return }
        let pointer = name("q")
        let target = environment.instances.last { $0.record == record }!.name
        declare("static struct \(type) *\(pointer) = &\(target);")
        environment.recordPointers.append((pointer, record))
    }

    private mutating func declareList() {
        declare("struct node { int key; int value; struct node *next; };")
        for _ in 0..<random.between(1, 2) {
            let name = name("l")
            declare("static struct node *\(name);")
            environment.lists.append(name)
        }
    }

    private mutating func declareIntPointer() {
        let targets =
            environment.scalars.filter { $0.type == "int" }.map { "&\($0.name)" }
            + environment.arrays.filter { $0.type == "int" }.map { "&\($0.name)[1]" }
        guard !targets.isEmpty else { return }
        let name = name("p")
        declare("static int *\(name) = \(random.pick(targets));")
        environment.intPointers.append(name)
    }

    // MARK: Helpers

    mutating func locals(_ scope: inout Scope) -> [SourceNode] {
        (0..<random.below(3)).map { _ in
            let name = name("v")
            defer { scope.ints.append(name) }
            return SourceNode("int \(name) = \(expression(scope, 1));", role: .fixed)
        }
    }

    mutating func addHelper() {
        let shapes: [Environment.Helper.Shape] = [
            .value, .value, .out, .update, .context, .sum, .record,
        ]
        var helper = Environment.Helper(name: name("u"), shape: random.pick(shapes))
        if helper.shape == .update || helper.shape == .record {
            if environment.records.isEmpty { helper.shape = .value }
            helper.record = random.below(environment.records.count)
        }
        functions.append(body(of: helper))
        environment.helpers.append(helper)
    }

    private mutating func body(of helper: Environment.Helper) -> SourceNode {
        var scope = Scope(result: .none)
        scope.callable = environment.helpers.count
        let count = random.between(1, 4)
        switch helper.shape {
        case .value:
            scope.result = .int
            scope.ints = ["x", "y"]
            var body = locals(&scope) + statements(&scope, count, depth: 1)
            body.append(SourceNode("return \(expression(scope, 2));", role: .fixed))
            return function("static int \(helper.name)(int x, int y) {", body)
        case .out:
            scope.ints = ["(*o)", "x"]
            let body = locals(&scope) + statements(&scope, count, depth: 1)
            return function("static void \(helper.name)(int *o, int x) {", body)
        case .update:
            scope.ints = ["x"]
            scope.recordPointers = [("z", helper.record)]
            let body = locals(&scope) + statements(&scope, count, depth: 1)
            let type = environment.records[helper.record].name
            return function("static void \(helper.name)(struct \(type) *z, int x) {", body)
        case .context:
            var body = [SourceNode("int *o = (int *)c;", role: .fixed)]
            scope.ints = ["(*o)"]
            scope.readOnly = ["x"]
            body += locals(&scope) + statements(&scope, count, depth: 1)
            return function("static void \(helper.name)(void *c, int x) {", body)
        case .sum:
            let inner = "return x <= 0 ? y : \(helper.name)(x - 1, y + \(expression(scope, 1)));"
            return function(
                "static int \(helper.name)(int x, int y) {",
                [SourceNode("if (x > 5) x = 5;"), SourceNode(inner, role: .fixed)])
        case .record: return recordMaker(helper)
        }
    }

    private mutating func recordMaker(_ helper: Environment.Helper) -> SourceNode {
        let record = environment.records[helper.record]
        var scope = Scope(result: .none)
        scope.callable = environment.helpers.count
        scope.readOnly = ["x"]
        var body = [
            SourceNode("struct \(record.name) z;", role: .fixed),
            SourceNode("memset(&z, 0, sizeof z);"),
        ]
        for field in record.fields where field.count == nil && random.chance(70) {
            body.append(SourceNode("z.\(field.name) = \(expression(scope, 1));"))
        }
        body.append(SourceNode("return z;", role: .fixed))
        return function("static struct \(record.name) \(helper.name)(int x) {", body)
    }

    func function(_ head: String, _ body: [SourceNode]) -> SourceNode {
        SourceNode(head, body, role: .function)
    }

    mutating func declareTables() {
        let candidates = environment.helpers.filter { $0.shape == .value }.map(\.name)
        guard candidates.count > 1, random.chance(60) else { return }
        let name = name("t")
        let qualifier = random.chance(50) ? "const " : ""
        let targets = (0..<2).map { _ in random.pick(candidates) }.joined(separator: ", ")
        functions.append(
            SourceNode(
                "static int (*\(qualifier)\(name)[2])(int, int) = {\(targets)};",
                role: .declaration))
        environment.tables.append(name)
    }

    mutating func addThreadBody() {
        let name = name("w")
        var scope = Scope(result: .zero)
        scope.readOnly = ["i"]
        var body = [SourceNode("int i = (int)(long)c;", role: .fixed)]
        let isLocked = random.chance(60)
        if isLocked { body.append(SourceNode("pthread_mutex_lock(&mutex);")) }
        scope.result = .none
        scope.callable = 0
        for _ in 0..<random.between(1, 3) { body.append(threadStep(scope)) }
        if isLocked { body.append(SourceNode("pthread_mutex_unlock(&mutex);")) }
        body.append(SourceNode("return 0;", role: .fixed))
        functions.append(function("static void *\(name)(void *c) {", body))
        environment.threadBodies.append(name)
    }

    private mutating func threadStep(_ scope: Scope) -> SourceNode {
        switch random.below(5) {
        case 0: return SourceNode("\(random.pick(environment.scalars).name) += i + 1;")
        case 1 where !environment.arrays.isEmpty:
            let array = random.pick(environment.arrays)
            return SourceNode("\(array.name)[i & 1] = \(expression(scope, 1));")
        case 2: return SourceNode("\(random.pick(environment.scalars).name) = i;")
        default: return SourceNode("\(lvalue(scope)) = \(expression(scope, 1));")
        }
    }
}
