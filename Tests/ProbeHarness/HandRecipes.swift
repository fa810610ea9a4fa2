/// Calls that somebody wrote: functions whose arguments no rule can make.
///
/// `recipes.c.txt` has sections: a line `@name…` and C statements up to the next. The body calls
/// the function and leaves its fields.
struct HandRecipes {
    var bodies: [String: String] = [:]
    /// Functions that must not be called, with the reason.
    var uncalled: [String: String] = [:]

    init(recipes: String, uncalled: String) {
        var names: [String] = []
        var body = ""
        func take() { for name in names { bodies[name] = body } }
        for line in recipes.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("#") { continue }
            if line.hasPrefix("@") {
                take()
                names = line.dropFirst().split(separator: " ").map(String.init)
                body = ""
            } else {
                body += line + "\n"
            }
        }
        take()
        for line in uncalled.split(separator: "\n") where !line.hasPrefix("#") {
            let cells = line.split(separator: "\t", maxSplits: 1)
            guard cells.count == 2 else { continue }
            for name in cells[0].split(separator: " ") {
                self.uncalled[String(name)] = String(cells[1])
            }
        }
    }
}
