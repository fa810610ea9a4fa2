// MidasRules: rules, tasks, pools: conditions on state and actions that never block. It does not
// know what it is used for.
