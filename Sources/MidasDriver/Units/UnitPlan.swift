import MidasBuildDatabase
import MidasFindings

/// What will be parsed, with which flags, and what cannot be.
package struct UnitPlan {
    /// The folder that paths in the report are relative to, absolute.
    package var root: String
    /// In the order of their files' paths, then of the database.
    package var units: [CompileUnit] = []
    package var diagnostics: [Diagnostic] = []
    /// The headers of the tree: one more or less may change what any `#include` finds.
    package var headerNames: [String] = []
    /// Sources that others include. One that cannot stand alone is no unit: it counts where it is
    /// included.
    package var includedSources: Set<String> = []
    /// Files that were to be analysed and could not be.
    package var failedFiles = 0
    /// Where flags come from, for people.
    package var origin = ""
    /// How the database links what it compiles, where it says so.
    package var links: [LinkCommand] = []
}

/// Makes the plan of a request: finds the files, then a database or flags for them.
package struct UnitPlanner {
    package let request: AnalysisRequest
    package let configuration: Configuration
    package let root: String
    /// Absolute paths that the user named, each a file or a folder.
    private let paths: [String]
    private var plan: UnitPlan

    package static func plan(
        _ request: AnalysisRequest, configuration: Configuration, root: String, folder: String
    ) throws(UsageError) -> UnitPlan {
        var planner = UnitPlanner(
            request: request, configuration: configuration, root: root,
            paths: request.paths.map { Paths.absolute($0, in: folder) },
            plan: UnitPlan(root: root))
        try planner.findUnits(folder: folder)
        planner.addConfiguredFlags()
        if request.probesDrivers { planner.probeDrivers() }
        planner.checkFiles()
        return planner.plan
    }

    private mutating func findUnits(folder: String) throws(UsageError) {
        if !request.flags.isEmpty {
            plan.origin = "flags of the command line"
            useFixedFlags(FixedFlags(words: request.flags, directory: folder))
        } else if let databaseFolder = request.databaseFolder {
            let file = Paths.absolute(databaseFolder, in: folder) + "/compile_commands.json"
            guard useDatabase(file) else {
                throw UsageError(
                    "\(databaseFolder): no compile_commands.json with a unit of \(request.paths.joined(separator: " "))"
                )
            }
        } else if !useNearestDatabase() {
            plan.origin = "include folders found on demand"
            useIncludesOnDemand()
        }
    }

    /// Whether a database above, in or beside the tree describes one of its files.
    private mutating func useNearestDatabase() -> Bool {
        let candidates = DatabaseLocator.candidates(
            from: root, subfolders: SourceTree.subfolders(of:),
            exists: { if case .regular = FileKind(path: $0) { true } else { false } })
        for candidate in candidates {
            switch candidate {
            case .commands(let file): if useDatabase(file) { return true }
            case .flags(let file):
                guard let bytes = try? FileContents.read(file) else { continue }
                plan.origin = file
                useFixedFlags(FixedFlags(flagsFile: bytes, file: file))
                return true
            }
        }
        return false
    }

    private mutating func useDatabase(_ file: String) -> Bool {
        let bytes: [UInt8]
        do {
            bytes = try FileContents.read(file)
        } catch {
            report(file, error.reason)
            return false
        }
        let database = CompilationDatabase(bytes, file: file) { try? FileContents.read($0) }
        for problem in database.problems { report(problem.file, problem.message, problem.line) }
        let units = database.units.filter { isWanted($0.file) }
        guard !units.isEmpty else { return false }
        plan.origin = file
        plan.units = units
        plan.links = database.links
        noteIgnored(database.ignoredFlags)
        sortUnits()
        var tree = SourceTree()
        tree.walk(root, root: root)
        tree.sort()
        plan.headerNames = tree.headers
        return true
    }

    private mutating func useFixedFlags(_ flags: FixedFlags) {
        let tree = walk()
        plan.units = tree.sources.compactMap { flags.unit(for: $0) }
        noteIgnored(flags.ignored)
    }

    private mutating func useIncludesOnDemand() {
        let tree = walk()
        let includes = TreeIncludes(tree, root: root)
        let folders = includes.folders
        plan.headerNames += includes.outerHeaders
        plan.includedSources = includes.includedSources
        let defaults = FixedFlags.defaults(directory: root)
        plan.units = tree.sources.compactMap { defaults.unit(for: $0).map(folders.complete) }
        for file in folders.virtualFiles {
            let name = Paths.relative(file.path, to: root) ?? file.path
            plan.diagnostics.append(
                Diagnostic(
                    severity: .note,
                    message: "'\(name)' is generated by the build and was stood in for; "
                        + "-p DIR with the build's database is exact"))
        }
    }

    /// The files of the named paths. A file that the user names counts whatever its name ends in.
    private mutating func walk() -> SourceTree {
        var tree = SourceTree()
        for path in paths {
            switch FileKind(path: path) {
            case .folder: tree.walk(path, root: root, excludes: configuration.excludes)
            case .regular: tree.add(path)
            case let other: report(path, other.objection ?? "")
            }
        }
        tree.sort()
        plan.diagnostics += tree.problems
        plan.failedFiles += tree.problems.count
        plan.headerNames = tree.headers
        return tree
    }

    private func isWanted(_ file: String) -> Bool {
        guard paths.contains(where: { Paths.relative(file, to: $0) != nil }) else { return false }
        let relative = Paths.relative(file, to: root) ?? file
        return !configuration.excludes.contains { $0.matches(relative) }
    }

    private mutating func sortUnits() {
        let order = plan.units.indices.sorted { a, b in
            let (fileA, fileB) = (plan.units[a].file, plan.units[b].file)
            return fileA == fileB ? a < b : SourceTree.inByteOrder(fileA, fileB)
        }
        plan.units = order.map { plan.units[$0] }
    }

    private mutating func addConfiguredFlags() {
        guard !configuration.flags.isEmpty else { return }
        let added = FixedFlags(words: configuration.flags, directory: root)
        noteIgnored(added.ignored)
        for index in plan.units.indices { plan.units[index].arguments += added.arguments }
    }

    /// Adds the header folders of the compilers that the database names.
    private mutating func probeDrivers() {
        var probe = DriverProbe()
        for index in plan.units.indices { probe.complete(&plan.units[index]) }
        for compiler in probe.silent {
            plan.diagnostics.append(
                Diagnostic(
                    severity: .warning,
                    message: "'\(compiler)' did not say where it looks for headers"))
        }
    }

    /// Takes out what is no source text, with the reason, so that the parser never sees it.
    private mutating func checkFiles() {
        var objections: [String: String?] = [:]
        plan.units.removeAll { unit in
            let objection = objections[unit.file] ?? SourceCheck.objection(to: unit.file)
            if objections.updateValue(objection, forKey: unit.file) == nil, let objection {
                plan.diagnostics.append(Diagnostic(error: objection, file: unit.file, root: root))
                plan.failedFiles += 1
            }
            return objection != nil
        }
    }

    private mutating func noteIgnored(_ flags: [String]) {
        guard !flags.isEmpty else { return }
        plan.diagnostics.append(
            Diagnostic(
                severity: .note,
                message: "compiler flags that were left out: "
                    + flags.prefix(10).joined(separator: " ")
                    + (flags.count > 10 ? " and \(flags.count - 10) more" : "")))
    }

    private mutating func report(_ file: String, _ reason: String, _ line: Int = 1) {
        var diagnostic = Diagnostic(error: reason, file: file, root: root)
        diagnostic.location?.line = line
        plan.diagnostics.append(diagnostic)
        plan.failedFiles += 1
    }
}
