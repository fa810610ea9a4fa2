/// What C++ adds: classes with virtual functions, objects that restore or write at the end of their
/// scope, templates, references, lambdas, exceptions, moves.
extension Generator {
    /// Class templates that every C++ program may use; written out, so that no header is needed.
    private static let templates = [
        "struct Guard { int &r; int old; Guard(int &x) : r(x), old(x) {} ~Guard() { r = old; } };",
        "struct Setter { int &r; int v; Setter(int &x, int y) : r(x), v(y) {} ~Setter() { r = v; } };",
        "template <class T> struct Box { T held; T get() const { return held; }"
            + " void set(T x) { held = x; } Box &operator+=(T x) { held += x; return *this; } };",
        "template <class T> struct Own { T *p; explicit Own(T *x) : p(x) {}"
            + " Own(Own &&o) : p(o.p) { o.p = nullptr; } ~Own() { delete p; }"
            + " T &operator*() { return *p; } };",
        "template <class T> struct Vec { T slots[8]; int used;"
            + " void push(T x) { if (used < 8) slots[used++] = x; }"
            + " T &operator[](int i) { return slots[i & 7]; } T *begin() { return slots; }"
            + " T *end() { return slots + used; } void clear() { used = 0; } };",
        "template <class T> T &&shift(T &x) { return static_cast<T &&>(x); }",
        "template <class F> int apply(F f, int x) { return f(x); }",
        "template <class T> void exchange(T &a, T &b) { T c = a; a = b; b = c; }",
    ]

    mutating func declareClasses() {
        for text in Self.templates { declare(text) }
        for _ in 0..<random.below(3) {
            let name = name("x")
            declare("static Box<int> \(name);")
            environment.boxes.append(name)
        }
        if random.chance(40) {
            let name = name("x")
            declare("static Vec<int> \(name);")
            environment.vectors.append(name)
        }
    }

    /// A class and two that derive from it, with an object of each and a pointer to one.
    mutating func addTemplates() {
        guard random.chance(60) else { return }
        let (base, method, field) = (name("C"), name("m"), name("f"))
        let pure = random.chance(50) ? " = 0" : " { return x; }"
        functions.append(
            SourceNode(
                "struct \(base) { int \(field); virtual int \(method)(int x)\(pure); };",
                role: .declaration))
        var objects: [String] = []
        for _ in 0..<2 {
            let (derived, object) = (name("C"), name("o"))
            var scope = Scope(result: .int)
            scope.ints = [field, "x"]
            scope.callable = environment.helpers.count
            var body = statements(&scope, random.between(1, 3), depth: 1)
            body.append(SourceNode("return \(expression(scope, 1));", role: .fixed))
            functions.append(
                SourceNode(
                    "struct \(derived) : \(base) {",
                    [SourceNode("int \(method)(int x) override {", body, role: .function)],
                    close: "};", role: .declaration))
            functions.append(
                SourceNode("static \(derived) \(object);", role: .declaration))
            objects.append(object)
        }
        let pointer = name("o")
        functions.append(
            SourceNode("static \(base) *\(pointer) = &\(objects[0]);", role: .declaration))
        environment.hierarchies.append(
            Environment.Hierarchy(
                base: base, method: method, field: field, objects: objects, pointer: pointer))
    }

    mutating func classCall(_ scope: Scope) -> String? {
        guard language == .cxx else { return nil }
        if !environment.hierarchies.isEmpty, random.chance(50) {
            let known = random.pick(environment.hierarchies)
            return "\(known.pointer)->\(known.method)(\(value(scope)))"
        }
        if !environment.boxes.isEmpty { return "\(random.pick(environment.boxes)).get()" }
        return environment.vectors.first.map { "\($0)[\(value(scope))]" }
    }

    // MARK: Statements

    mutating func classStatement(_ scope: Scope, _ depth: Int) -> [SourceNode]? {
        switch random.below(14) {
        case 0: return hierarchyStatement(scope)
        case 1, 2: return boxStatement(scope)
        case 3: return vectorStatement(scope)
        case 4: return scopedStatement(scope, depth)
        case 5, 6: return lambdaStatement(scope, depth)
        case 7: return referenceStatement(scope)
        case 8: return exceptionStatement(scope, depth)
        case 9: return ownerStatement(scope)
        case 10: return rangeStatement(scope)
        case 11: return bindingStatement(scope)
        case 12: return exchangeStatement()
        default: return objectStatement(scope)
        }
    }

    private var ints: [String] {
        environment.scalars.filter { $0.type == "int" }.map(\.name)
    }

    private mutating func hierarchyStatement(_ scope: Scope) -> [SourceNode]? {
        guard let known = environment.hierarchies.first else { return nil }
        if random.chance(40) {
            let choice =
                "(\(condition(scope))) ? (\(known.base) *)&\(known.objects[0])"
                + " : (\(known.base) *)&\(known.objects[1])"
            return [SourceNode("\(known.pointer) = \(choice);")]
        }
        let call = "\(known.pointer)->\(known.method)(\(value(scope)))"
        return [SourceNode("\(lvalue(scope)) = \(call);")]
    }

    private mutating func boxStatement(_ scope: Scope) -> [SourceNode]? {
        guard !environment.boxes.isEmpty else { return nil }
        let box = random.pick(environment.boxes)
        switch random.below(5) {
        case 0: return [SourceNode("\(box).set(\(expression(scope, 1)));")]
        case 1: return [SourceNode("\(box) += \(expression(scope, 1));")]
        case 2: return [SourceNode("\(lvalue(scope)) = \(box).get();")]
        case 3: return [SourceNode("\(box) = \(random.pick(environment.boxes));")]
        default: return [SourceNode("\(box).held = \(literal());")]
        }
    }

    private mutating func vectorStatement(_ scope: Scope) -> [SourceNode]? {
        guard let vector = environment.vectors.first else { return nil }
        let element = name("v")
        switch random.below(5) {
        case 0, 1: return [SourceNode("\(vector).push(\(expression(scope, 1)));")]
        case 2: return [SourceNode("\(vector).clear();")]
        case 3: return [SourceNode("\(vector)[\(value(scope))] = \(expression(scope, 1));")]
        default:
            let place = lvalue(scope)
            let step = SourceNode("\(place) += \(element);")
            return [SourceNode("for (int \(element) : \(vector)) {", [step])]
        }
    }

    /// The place gets its old value, or a given one, when the block ends.
    private mutating func scopedStatement(_ scope: Scope, _ depth: Int) -> [SourceNode]? {
        guard !ints.isEmpty else { return nil }
        let (place, guardian) = (random.pick(ints), name("k"))
        let first =
            random.chance(50)
            ? "Guard \(guardian)(\(place));" : "Setter \(guardian)(\(place), \(value(scope)));"
        var inner = scope
        var body = [
            SourceNode(first, role: .fixed), SourceNode("\(place) = \(expression(scope, 1));"),
        ]
        if depth < 3 { body += statements(&inner, 1, depth: depth + 1) }
        return [SourceNode("{", body)]
    }

    private mutating func lambdaStatement(_ scope: Scope, _ depth: Int) -> [SourceNode]? {
        guard depth < 3 else { return nil }
        let lambda = name("k")
        var inner = Scope(result: .int)
        inner.ints = ["x"]
        inner.callable = scope.callable
        let captures = random.below(3)
        if captures == 0 { inner.ints += scope.ints }
        if captures == 1 { inner.readOnly += scope.ints }
        let capture = ["[&]", "[=]", "[]"][captures]
        var body = statements(&inner, random.between(1, 2), depth: depth + 1)
        body.append(SourceNode("return \(expression(inner, 1));", role: .fixed))
        let declaration = SourceNode(
            "auto \(lambda) = \(capture)(int x) -> int {", body, close: "};", role: .fixed)
        let argument = value(scope)
        switch random.below(3) {
        case 0: return [declaration, SourceNode("\(lvalue(scope)) = \(lambda)(\(argument));")]
        case 1 where captures == 2:
            let pointer = name("k")
            return [
                declaration, SourceNode("int (*\(pointer))(int) = \(lambda);", role: .fixed),
                SourceNode("\(lvalue(scope)) = \(pointer)(\(argument));"),
            ]
        default:
            return [declaration, SourceNode("\(lvalue(scope)) = apply(\(lambda), \(argument));")]
        }
    }

    private mutating func referenceStatement(_ scope: Scope) -> [SourceNode]? {
        guard !ints.isEmpty else { return nil }
        let reference = name("k")
        let (one, two) = (random.pick(ints), random.pick(ints))
        let target = random.chance(50) ? one : "(\(condition(scope)) ? \(one) : \(two))"
        return [
            SourceNode("int &\(reference) = \(target);", role: .fixed),
            SourceNode("\(reference) \(random.pick(["=", "+="])) \(expression(scope, 1));"),
        ]
    }

    private mutating func exceptionStatement(_ scope: Scope, _ depth: Int) -> [SourceNode]? {
        guard depth < 3 else { return nil }
        var (body, handler) = (scope, scope)
        handler.readOnly.append("e")
        let thrown = SourceNode("throw (int)(\(value(scope)));", role: .fixed)
        var nodes = statements(&body, random.between(1, 2), depth: depth + 1)
        nodes.append(SourceNode("if (\(condition(scope))) {", [thrown]))
        nodes += statements(&body, 1, depth: depth + 1)
        return [
            SourceNode("try {", nodes, role: .fixed),
            SourceNode(
                "catch (int e) {", statements(&handler, random.between(1, 2), depth: depth + 1),
                role: .fixed),
        ]
    }

    private mutating func ownerStatement(_ scope: Scope) -> [SourceNode]? {
        let (first, second) = (name("k"), name("k"))
        return [
            SourceNode(
                "{",
                [
                    SourceNode(
                        "Own<int> \(first)(new int(\(expression(scope, 1))));", role: .fixed),
                    SourceNode("Own<int> \(second)(shift(\(first)));", role: .fixed),
                    SourceNode("*\(second) += \(value(scope));"),
                    SourceNode("\(lvalue(scope)) = *\(second);"),
                ])
        ]
    }

    private mutating func rangeStatement(_ scope: Scope) -> [SourceNode]? {
        guard !environment.arrays.isEmpty else { return nil }
        let (array, element) = (random.pick(environment.arrays).name, name("k"))
        let step = SourceNode("\(element) \(random.pick(["=", "+="])) \(expression(scope, 1));")
        return [SourceNode("for (auto &\(element) : \(array)) {", [step])]
    }

    private mutating func bindingStatement(_ scope: Scope) -> [SourceNode]? {
        guard !environment.instances.isEmpty else { return nil }
        let instance = random.pick(environment.instances)
        let fields = environment.records[instance.record].fields
        let names = fields.map { _ in name("k") }
        guard let plain = fields.firstIndex(where: { $0.count == nil }) else { return nil }
        let isReference = random.chance(50) && !fields.contains { $0.isBits }
        let list = names.joined(separator: ", ")
        return [
            SourceNode("auto \(isReference ? "&" : "")[\(list)] = \(instance.name);", role: .fixed),
            SourceNode("\(names[plain]) += \(expression(scope, 1));"),
            SourceNode("\(lvalue(scope)) = \(names[plain]);"),
        ]
    }

    private mutating func exchangeStatement() -> [SourceNode]? {
        guard !ints.isEmpty else { return nil }
        return [SourceNode("exchange(\(random.pick(ints)), \(random.pick(ints)));")]
    }

    private mutating func objectStatement(_ scope: Scope) -> [SourceNode]? {
        guard let known = environment.hierarchies.first else { return nil }
        let object = random.pick(known.objects)
        return [SourceNode("\(object).\(known.field) = \(expression(scope, 1));")]
    }
}
