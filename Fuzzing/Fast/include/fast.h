/* Replaces the hooks of comparisons by nothing (the linker's --wrap). */
